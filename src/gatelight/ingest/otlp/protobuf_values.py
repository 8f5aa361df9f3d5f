"""What every OTLP protobuf message is made of: requests, attributes and values."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from google.protobuf.message import DecodeError

from gatelight.ingest.otlp.model import Attributes, Malformed


def parsed(kind: Any, body: bytes) -> Any:
    """`body` as a message of class `kind`. Raises Malformed."""
    request = kind()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise Malformed("The body is not a valid OTLP protobuf message") from error
    return request


def hex_id(value: bytes) -> str:
    """Ids of zeros are no ids (OpenTelemetry's trace specification)."""
    return value.hex() if value.strip(b"\0") else ""


def attributes(pairs: Any) -> Attributes:
    found: Attributes = {}
    for pair in pairs:
        value = pair.value
        # Nearly all values are texts: asking for the text first spares the look at the kind.
        found[pair.key] = value.string_value or any_value(value)
    return found


def any_value(value: Any) -> Any:
    """One AnyValue. The parser bounds nesting at 100 levels, so the recursion is bounded too."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [any_value(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: any_value(pair.value) for pair in value.kvlist_value.values}
    plain = getattr(value, kind)
    return b64encode(plain).decode() if isinstance(plain, bytes) else plain
