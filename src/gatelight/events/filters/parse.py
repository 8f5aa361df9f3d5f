"""The wire's `filter` parameter (a JSON list, all conditions must hold) to checked filters."""

from __future__ import annotations

from typing import Any

import orjson

from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import Filter
from gatelight.events.filters.registry import FILTER_TYPES, IGNORED_TYPES

MAX_FILTERS = 100


def parse_filters(text: str | None) -> list[Filter]:
    """Checked filters; none for absent or empty text. Raises InvalidRequest."""
    if not text or not text.strip():
        return []
    try:
        items = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"Invalid filter: not valid JSON ({error})") from None
    return read_filters(items)


def read_filters(items: Any) -> list[Filter]:
    """The same for filters that came as parsed JSON, such as those of a metrics query."""
    if not isinstance(items, list):
        raise InvalidRequest("Invalid filter: expected a JSON array of conditions")
    if len(items) > MAX_FILTERS:
        raise InvalidRequest(f"Invalid filter: more than {MAX_FILTERS} conditions")
    return [
        read_filter(item, f"filter[{index}]")
        for index, item in enumerate(items)
        if not (isinstance(item, dict) and item.get("type") in IGNORED_TYPES)
    ]


def read_filter(item: Any, place: str) -> Filter:
    """One condition. `place` names it in messages. Raises InvalidRequest."""
    if not isinstance(item, dict):
        raise InvalidRequest(f"Invalid filter: {place} must be an object")
    words = {name: item.get(name) for name in ("type", "column", "operator")}
    for name, word in words.items():
        if not isinstance(word, str) or not word:
            raise InvalidRequest(f"Invalid filter: {place}.{name} must be a non-empty string")
    kind = FILTER_TYPES.get(item["type"])
    if kind is None:
        raise InvalidRequest(
            f'Invalid filter: {place}.type "{item["type"]}" is unknown; '
            f"known types: {', '.join(FILTER_TYPES)}"
        )
    if item["operator"] not in kind.operators:
        raise InvalidRequest(
            f'Invalid filter: {place}.operator "{item["operator"]}" is not an operator of type '
            f"{kind.name}; known operators: {', '.join(kind.operators)}"
        )
    key = item.get("key")
    if key is None:
        key = ""
    if not isinstance(key, str) or (kind.needs_key and not key):
        raise InvalidRequest(f"Invalid filter: {place}.key must be a non-empty string")
    try:
        value = kind.read_value(item.get("value"))
    except ValueError as error:
        raise InvalidRequest(f"Invalid filter: {place}.value must be {error}") from None
    return Filter(item["type"], item["column"], item["operator"], value, key)
