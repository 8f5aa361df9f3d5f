"""What every OTLP/JSON message is made of: requests, attributes, values, numbers as numbers or
decimal text, names in camelCase or as the proto files spell them."""

from __future__ import annotations

from typing import Any

import orjson

from gatelight.core.ids import valid_entity_id
from gatelight.errors import PayloadTooLarge
from gatelight.ingest.otlp.model import Attributes, Malformed

_MAX_NESTING = 64
_MAX_NANOS = 2**64 - 1
_MAX_OBJECTS = 4_000_000
"""Objects and arrays of one body: each takes 60 bytes of memory and more, `{}` only two on the
wire."""


def parsed(body: bytes, content: str) -> dict[str, Any]:
    """The request in `body`; `content` names its list. Raises Malformed when it is no JSON object,
    PayloadTooLarge for too many objects."""
    if body.count(b"{") + body.count(b"[") > _MAX_OBJECTS:
        raise PayloadTooLarge(f"The body holds more than {_MAX_OBJECTS} objects and arrays")
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("The body is not valid JSON") from error
    if not isinstance(request, dict):
        raise Malformed(f"The body is not an object with {content}")
    return request


def field(parent: dict[str, Any], name: str, other: str) -> Any:
    """The value under either spelling, None when there is none."""
    found = parent.get(name)
    return parent.get(other) if found is None else found


def objects(parent: dict[str, Any], name: str, other: str) -> list[dict[str, Any]]:
    """The list under either spelling. Raises Malformed when it is no list of objects."""
    found = field(parent, name, other)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Malformed(f"{name} is not an array of objects")
    return found


def child(parent: dict[str, Any], name: str, other: str = "") -> dict[str, Any]:
    """The object under either spelling, empty when there is none. Raises Malformed."""
    found = field(parent, name, other or name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Malformed(f"{name} is not an object")
    return found


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def hex_id(value: Any) -> str:
    """An id as sent; "" for none, for zeros and for what cannot be an id."""
    given = text(value)
    return given if given.strip("0") and valid_entity_id(given) else ""


def nanos(value: Any) -> int:
    """Nanoseconds from a number or decimal text; 0 (missing) for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, float) and 0 <= value <= _MAX_NANOS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 <= value <= _MAX_NANOS else 0


def enumerated(value: Any, names: dict[str, int]) -> int:
    """A value of an enumeration, sent as its number or its name; 0 for anything else."""
    if isinstance(value, str):
        return names.get(value, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def attributes(holder: dict[str, Any]) -> Attributes:
    found: Attributes = {}
    for pair in objects(holder, "attributes", "attributes"):
        key = pair.get("key")
        if isinstance(key, str):
            found[key] = any_value(pair.get("value"))
    return found


def any_value(value: Any, depth: int = 0) -> Any:
    """One AnyValue; what is nested deeper than any real sender nests becomes a short text."""
    if not isinstance(value, dict):
        return None
    if depth > _MAX_NESTING:
        return "[nested too deeply]"
    for kind, plain in value.items():
        convert = _KINDS.get(kind)
        if convert is not None:
            return convert(plain, depth)
    return None


def _integer(plain: Any, _depth: int) -> Any:
    if isinstance(plain, str):
        try:
            return int(plain) if len(plain) <= 20 else plain
        except ValueError:
            return plain
    return plain if isinstance(plain, int | float) else None


def _double(plain: Any, _depth: int) -> Any:
    if isinstance(plain, str):
        try:
            return float(plain)
        except ValueError:
            return plain
    return plain if isinstance(plain, int | float) else None


def _scalar(plain: Any, _depth: int) -> Any:
    return plain if isinstance(plain, str | int | float) else None


def _array(plain: Any, depth: int) -> Any:
    values = plain.get("values") if isinstance(plain, dict) else None
    if not isinstance(values, list):
        return []
    return [any_value(item, depth + 1) for item in values]


def _map(plain: Any, depth: int) -> Any:
    values = plain.get("values") if isinstance(plain, dict) else None
    found: Attributes = {}
    for pair in values if isinstance(values, list) else ():
        if isinstance(pair, dict) and isinstance(pair.get("key"), str):
            found[pair["key"]] = any_value(pair.get("value"), depth + 1)
    return found


_KINDS = {
    "stringValue": _scalar,
    "string_value": _scalar,
    "boolValue": _scalar,
    "bool_value": _scalar,
    "intValue": _integer,
    "int_value": _integer,
    "doubleValue": _double,
    "double_value": _double,
    "arrayValue": _array,
    "array_value": _array,
    "kvlistValue": _map,
    "kvlist_value": _map,
    "bytesValue": _scalar,
    "bytes_value": _scalar,
}
