"""Spans as plain values, whatever encoding they arrived in."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from gatelight.errors import PayloadTooLarge

Attributes: TypeAlias = dict[str, Any]
"""Attribute values: str, bool, int, float, list, dict or None; bytes arrive as base64 text."""

STATUS_ERROR = 2


MAX_SPANS = 50_000
"""Spans of one export; far beyond what exporters batch, and what fits into memory as objects."""


class Malformed(ValueError):
    """The export cannot be read as a whole; the message says why."""


def check_span_count(count: int) -> None:
    """Raises PayloadTooLarge above MAX_SPANS."""
    if count > MAX_SPANS:
        raise PayloadTooLarge(f"The export holds {count} spans; at most {MAX_SPANS} are taken")


class SpanEvent(msgspec.Struct, frozen=True):
    """`time_ns` is nanoseconds since the epoch, 0 when the sender gave none."""

    name: str
    time_ns: int
    attributes: Attributes


class Span(msgspec.Struct):
    """One span. Ids are text (hex for protobuf, as sent for JSON); times are nanoseconds since the
    epoch, 0 when missing; `parent_id` is "" for a root."""

    trace_id: str
    id: str
    parent_id: str
    name: str
    start_ns: int
    end_ns: int
    attributes: Attributes
    status_code: int = 0
    status_message: str = ""
    events: list[SpanEvent] = []


class ScopeGroup(msgspec.Struct):
    """The spans of one instrumentation scope of one resource."""

    resource: Attributes
    scope_name: str
    scope_version: str
    scope_attributes: Attributes
    spans: list[Span]
