"""OTLP/JSON → spans."""

from __future__ import annotations

from typing import Any

from gatelight.core.ids import valid_entity_id
from gatelight.ingest.otlp.json_values import (
    attributes,
    child,
    enumerated,
    nanos,
    objects,
    parsed,
    text,
)
from gatelight.ingest.otlp.model import Malformed, ScopeGroup, Span, SpanEvent, check_count

_STATUS_CODES = {"STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2}


def decode_json(body: bytes) -> list[ScopeGroup]:
    """Raises Malformed when `body` is no JSON export request or a span lacks its ids,
    PayloadTooLarge for too many spans or objects."""
    groups: list[ScopeGroup] = []
    seen = 0
    for resource_spans in objects(parsed(body, "resourceSpans"), "resourceSpans", "resource_spans"):
        resource = attributes(child(resource_spans, "resource"))
        for scope_spans in objects(resource_spans, "scopeSpans", "scope_spans"):
            scope = child(scope_spans, "scope")
            spans = objects(scope_spans, "spans", "spans")
            seen += len(spans)
            check_count(seen, "spans")
            groups.append(
                ScopeGroup(
                    resource,
                    text(scope.get("name")),
                    text(scope.get("version")),
                    attributes(scope),
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
    parent = text(span.get("parentSpanId", span.get("parent_span_id")))
    status = child(span, "status")
    return Span(
        trace_id,
        span_id,
        parent if parent.strip("0") and valid_entity_id(parent) else "",
        text(span.get("name")),
        nanos(span.get("startTimeUnixNano", span.get("start_time_unix_nano"))),
        nanos(span.get("endTimeUnixNano", span.get("end_time_unix_nano"))),
        attributes(span),
        enumerated(status.get("code"), _STATUS_CODES),
        text(status.get("message")),
        [
            SpanEvent(
                text(event.get("name")),
                nanos(event.get("timeUnixNano", event.get("time_unix_nano"))),
                attributes(event),
            )
            for event in objects(span, "events", "events")
        ],
    )
