"""OTLP/JSON → spans: camelCase or proto field names, numbers as numbers or decimal text."""

from __future__ import annotations

from typing import Any

import orjson

from gatelight.core.ids import valid_entity_id
from gatelight.errors import PayloadTooLarge
from gatelight.ingest.otlp.model import (
    Attributes,
    Malformed,
    ScopeGroup,
    Span,
    SpanEvent,
    check_span_count,
)

_MAX_NESTING = 64
_STATUS_CODES = {"STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2}
_MAX_NANOS = 2**64 - 1
_MAX_OBJECTS = 4_000_000
"""Objects and arrays of one body: each takes 60 bytes of memory and more, `{}` only two on the
wire."""


def decode_json(body: bytes) -> list[ScopeGroup]:
    """Raises Malformed when `body` is no JSON export request or a span lacks its ids,
    PayloadTooLarge for too many spans or objects."""
    if body.count(b"{") + body.count(b"[") > _MAX_OBJECTS:
        raise PayloadTooLarge(f"The body holds more than {_MAX_OBJECTS} objects and arrays")
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("The body is not valid JSON") from error
    if not isinstance(request, dict):
        raise Malformed("The body is not an object with resourceSpans")
    groups: list[ScopeGroup] = []
    seen = 0
    for resource_spans in _objects(request, "resourceSpans", "resource_spans"):
        resource = _attributes(_object(resource_spans, "resource"))
        for scope_spans in _objects(resource_spans, "scopeSpans", "scope_spans"):
            scope = _object(scope_spans, "scope")
            spans = _objects(scope_spans, "spans", "spans")
            seen += len(spans)
            check_span_count(seen)
            groups.append(
                ScopeGroup(
                    resource,
                    _text(scope.get("name")),
                    _text(scope.get("version")),
                    _attributes(scope),
                    [_span(span) for span in spans],
                )
            )
    return groups


def _span(span: dict[str, Any]) -> Span:
    trace_id = span.get("traceId", span.get("trace_id"))
    span_id = span.get("spanId", span.get("span_id"))
    if not (isinstance(trace_id, str) and isinstance(span_id, str)):
        raise Malformed("A span lacks its trace id or span id")
    if not (valid_entity_id(trace_id) and valid_entity_id(span_id)):
        raise Malformed("A span has an invalid trace id or span id")
    parent = _text(span.get("parentSpanId", span.get("parent_span_id")))
    status = _object(span, "status")
    return Span(
        trace_id,
        span_id,
        parent if parent.strip("0") and valid_entity_id(parent) else "",
        _text(span.get("name")),
        _nanos(span.get("startTimeUnixNano", span.get("start_time_unix_nano"))),
        _nanos(span.get("endTimeUnixNano", span.get("end_time_unix_nano"))),
        _attributes(span),
        _status_code(status.get("code")),
        _text(status.get("message")),
        [
            SpanEvent(
                _text(event.get("name")),
                _nanos(event.get("timeUnixNano", event.get("time_unix_nano"))),
                _attributes(event),
            )
            for event in _objects(span, "events", "events")
        ],
    )


def _objects(parent: dict[str, Any], name: str, other: str) -> list[dict[str, Any]]:
    """The list under either spelling. Raises Malformed when it is no list of objects."""
    found = parent.get(name)
    if found is None:
        found = parent.get(other)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Malformed(f"{name} is not an array of objects")
    return found


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    found = parent.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Malformed(f"{name} is not an object")
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _nanos(value: Any) -> int:
    """Nanoseconds from a number or decimal text; 0 (missing) for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, float) and 0 <= value <= _MAX_NANOS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 <= value <= _MAX_NANOS else 0


def _status_code(value: Any) -> int:
    if isinstance(value, str):
        return _STATUS_CODES.get(value, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _attributes(holder: dict[str, Any]) -> Attributes:
    found: Attributes = {}
    for pair in _objects(holder, "attributes", "attributes"):
        key = pair.get("key")
        if isinstance(key, str):
            found[key] = _value(pair.get("value"), 0)
    return found


def _value(value: Any, depth: int) -> Any:
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
    return [_value(item, depth + 1) for item in values]


def _map(plain: Any, depth: int) -> Any:
    values = plain.get("values") if isinstance(plain, dict) else None
    found: Attributes = {}
    for pair in values if isinstance(values, list) else ():
        if isinstance(pair, dict) and isinstance(pair.get("key"), str):
            found[pair["key"]] = _value(pair.get("value"), depth + 1)
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
