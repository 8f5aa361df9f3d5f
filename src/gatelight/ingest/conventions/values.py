"""Attribute values to the types the stores keep, tolerant of what senders really write."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from gatelight.core.json import MAX_DEPTH, Json, deeper_than, to_text

MAX_COUNT = 2**53
_COST_STEP = Decimal("1e-12")
_MAX_COST = Decimal(10) ** 15


def text_of(value: Json) -> str:
    """A string as it is, None as "", anything else as compact JSON text."""
    return value if isinstance(value, str) else "" if value is None else to_text(value)


def parsed(value: Json) -> Json:
    """The JSON value a text spells; the value itself when it is no text, no JSON or too deep."""
    if not isinstance(value, str):
        return value
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        found = _lenient(value)
    too_many = value.count("[") + value.count("{") > MAX_DEPTH
    return value if too_many and deeper_than(found, MAX_DEPTH) else found


def _lenient(text: str) -> Json:
    """Objects and arrays with what Python writes and strict JSON has not: NaN and Infinity (null),
    numbers beyond the floats; `text` itself when it is no JSON either way."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return text


def json_object(value: Json) -> dict[str, Json] | None:
    """The JSON object in `value` (an object or its text), else None."""
    if isinstance(value, str):
        if not value.lstrip().startswith("{"):
            return None
        value = parsed(value)
    return value if isinstance(value, dict) else None


def json_list(value: Json) -> list[Json] | None:
    """The JSON array in `value` (an array or its text), else None."""
    if isinstance(value, str):
        if not value.lstrip().startswith("["):
            return None
        value = parsed(value)
    return value if isinstance(value, list) else None


def count(value: Json) -> int | None:
    """A token count: a whole number ≥ 0, also as text or float; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_COUNT else None


def cost(value: Json) -> Decimal | None:
    """USD ≥ 0 with at most 12 decimals, from a number or its text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(value if isinstance(value, Decimal) else str(value)[:60].strip())
        if not amount.is_finite() or amount < 0 or amount >= _MAX_COST:
            return None
        return amount.quantize(_COST_STEP).normalize() + 0
    except (InvalidOperation, ValueError):
        return None


def milliseconds(value: Json) -> int | None:
    """A duration ≥ 0 in whole milliseconds, rounded up."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or not 0 <= value < 10**12:
        return None
    return math.ceil(value)


def truth(value: Json) -> bool:
    """True and "true" (any case) are true."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def first(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Json:
    """The first present value that is neither None nor ""."""
    for name in names:
        value = attributes.get(name)
        if value is not None and value != "":
            return value
    return None


def parameters_of(values: Mapping[str, Json]) -> dict[str, Json]:
    """Model parameters: text and numbers stay, anything else becomes JSON text, None goes."""
    kept: dict[str, Json] = {}
    for key, value in values.items():
        if isinstance(value, str | float) or (isinstance(value, int) and value is not True):
            kept[key] = to_text(value) if value is False else value
        elif value is not None:
            kept[key] = to_text(value)
    return kept


def tag_list(value: Json) -> list[str]:
    """Tags from an array, a JSON array's text, a comma list or one word."""
    if isinstance(value, str):
        found = json_list(value)
        value = found if found is not None else value.split(",")
    if not isinstance(value, list):
        value = [value]
    tags = (text_of(tag).strip() for tag in value)
    return [tag for tag in tags if tag]


_MAX_PARTS = 32
_MAX_SLOTS = 10_001


def nested(attributes: Mapping[str, Any], prefix: str) -> Json:
    """`prefix.0.role`, `prefix.0.content` … back as nested arrays and objects; None without any.

    Arrays hold the slots that were sent, in order of their index, 10,001 at most.
    """
    tree: dict[str, Any] = {}
    start = len(prefix) + 1
    for key, value in attributes.items():
        if not key.startswith(prefix) or key[len(prefix) : start] != ".":
            continue
        place = tree
        parts = key[start:].split(".", _MAX_PARTS)
        for part in parts[:-1]:
            below = place.get(part)
            if not isinstance(below, dict):
                below = place[part] = {}
            place = below
        place[parts[-1]] = value
    return _arrays(tree) if tree else None


def _arrays(tree: dict[str, Any]) -> Json:
    values = {
        key: _arrays(value) if isinstance(value, dict) and value else value
        for key, value in tree.items()
    }
    if all(key.isascii() and key.isdigit() and len(key) < 10 for key in values):
        return [values[key] for key in sorted(values, key=int)[:_MAX_SLOTS]]
    return values
