"""JSON values as the stores keep them: text.

Inputs, outputs and metadata values are stored as text: a string as it is, anything else as compact
JSON. Reading parses the text when it is JSON (so the stored text `5` reads back as the number 5).
"""

from __future__ import annotations

from typing import Any, TypeAlias

import orjson

Json: TypeAlias = Any
"""Any JSON value: None, bool, int, float, str, list or dict with string keys."""

_MAX_SAFE_DIGITS = 15  # integers beyond 2^53 stay text, as JavaScript clients would corrupt them
_JSON_STARTS = frozenset('{["-0123456789tfn')
MAX_DEPTH = 200
"""Levels a value may be nested and still be written into an answer (the encoder stops at 254)."""


def to_text(value: Json) -> str:
    """A string stays itself; every other value becomes compact JSON text."""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    except (orjson.JSONEncodeError, UnicodeDecodeError):
        import json

        return json.dumps(value, separators=(",", ":"), default=str)


def from_text(text: str) -> Json:
    """The JSON value `text` spells, else `text` itself; "" is None."""
    if not text:
        return None
    stripped = text.lstrip()
    if not stripped or stripped[0] not in _JSON_STARTS:
        return text
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    if isinstance(value, int | float) and len(stripped) > _MAX_SAFE_DIGITS:
        return text
    if text.count("[") + text.count("{") > MAX_DEPTH and deeper_than(value, MAX_DEPTH):
        return text
    return value


def to_typed_text(value: Json) -> str:
    """Text from which `from_text` reads the same value again: as `to_text`, but a string that
    spells something else (`123`, `true`) stays in its quotes."""
    text = to_text(value)
    if isinstance(value, str) and value and from_text(text) != value:
        return orjson.dumps(value).decode()
    return text


def deeper_than(value: Json, levels: int) -> bool:
    """Whether objects and arrays are nested in `value` more than `levels` deep."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return bool(layer)
