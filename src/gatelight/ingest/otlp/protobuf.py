"""OTLP protobuf → spans. The classes of opentelemetry-proto parse in C (upb)."""

from __future__ import annotations

from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gatelight.ingest.otlp.model import Malformed, ScopeGroup, Span, SpanEvent, check_count
from gatelight.ingest.otlp.protobuf_values import attributes, parsed

_NO_PARENT = bytes(8)


def decode_protobuf(body: bytes) -> list[ScopeGroup]:
    """Raises Malformed when `body` is no export request or a span lacks its ids, PayloadTooLarge
    for too many spans."""
    request = parsed(ExportTraceServiceRequest, body)
    check_count(
        sum(
            len(scope.spans)
            for resource in request.resource_spans
            for scope in resource.scope_spans
        ),
        "spans",
    )
    groups: list[ScopeGroup] = []
    for resource_spans in request.resource_spans:
        resource = attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            groups.append(
                ScopeGroup(
                    resource,
                    scope.name,
                    scope.version,
                    attributes(scope.attributes),
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
        attributes(span.attributes),
        status.code,
        status.message,
        [
            SpanEvent(event.name, event.time_unix_nano, attributes(event.attributes))
            for event in span.events
        ],
    )
