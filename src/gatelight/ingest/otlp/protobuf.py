"""OTLP protobuf → spans. The classes of opentelemetry-proto parse in C (upb)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gatelight.ingest.otlp.model import (
    Attributes,
    Malformed,
    ScopeGroup,
    Span,
    SpanEvent,
    check_span_count,
)

_NO_PARENT = bytes(8)


def decode_protobuf(body: bytes) -> list[ScopeGroup]:
    """Raises Malformed when `body` is no export request or a span lacks its ids, PayloadTooLarge
    for too many spans."""
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise Malformed("The body is not a valid OTLP protobuf message") from error
    check_span_count(
        sum(
            len(scope.spans)
            for resource in request.resource_spans
            for scope in resource.scope_spans
        )
    )
    groups: list[ScopeGroup] = []
    for resource_spans in request.resource_spans:
        resource = _attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            groups.append(
                ScopeGroup(
                    resource,
                    scope.name,
                    scope.version,
                    _attributes(scope.attributes),
                    [_span(span) for span in scope_spans.spans],
                )
            )
    return groups


def _span(span: Any) -> Span:
    trace_id = span.trace_id
    span_id = span.span_id
    if not trace_id or not span_id:
        raise Malformed("A span lacks its trace id or span id")
    parent = span.parent_span_id
    status = span.status
    return Span(
        trace_id.hex(),
        span_id.hex(),
        parent.hex() if parent and parent != _NO_PARENT else "",
        span.name,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        _attributes(span.attributes),
        status.code,
        status.message,
        [
            SpanEvent(event.name, event.time_unix_nano, _attributes(event.attributes))
            for event in span.events
        ],
    )


def _attributes(pairs: Any) -> Attributes:
    found: Attributes = {}
    for pair in pairs:
        value = pair.value
        # Nearly all values are texts: asking for the text first spares the look at the kind.
        found[pair.key] = value.string_value or _value(value)
    return found


def _value(value: Any) -> Any:
    """One AnyValue. The parser bounds nesting at 100 levels, so the recursion is bounded too."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: _value(pair.value) for pair in value.kvlist_value.values}
    plain = getattr(value, kind)
    return b64encode(plain).decode() if isinstance(plain, bytes) else plain
