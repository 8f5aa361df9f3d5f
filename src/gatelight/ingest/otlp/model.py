"""Spans as plain values, whatever encoding they arrived in."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

Attributes: TypeAlias = dict[str, Any]
"""Attribute values: str, bool, int, float, list, dict or None; bytes arrive as base64 text."""

STATUS_ERROR = 2


class Malformed(ValueError):
    """The export cannot be read as a whole; the message says why."""


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
