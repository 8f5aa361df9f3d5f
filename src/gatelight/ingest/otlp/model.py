"""Spans, log records and metric points as plain values, whatever encoding they arrived in."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from gatelight.core.metric_point import MetricType
from gatelight.errors import PayloadTooLarge

Attributes: TypeAlias = dict[str, Any]
"""Attribute values: str, bool, int, float, list, dict or None; bytes arrive as base64 text."""

Signal = Literal["traces", "logs", "metrics"]
Encoding = Literal["protobuf", "json"]

STATUS_ERROR = 2


MAX_ITEMS = 50_000
"""Spans, log records or metric points of one export; far beyond what exporters batch, and what fits
into memory as objects."""


class Malformed(ValueError):
    """The export cannot be read as a whole; the message says why."""


def check_count(count: int, what: str) -> None:
    """Raises PayloadTooLarge above MAX_ITEMS; `what` names the items."""
    if count > MAX_ITEMS:
        raise PayloadTooLarge(f"The export holds {count} {what}; at most {MAX_ITEMS} are taken")


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


class SentLog(msgspec.Struct):
    """One log record; times and ids as in Span, "" for no id."""

    time_ns: int
    observed_ns: int
    severity_number: int
    severity_text: str
    event_name: str
    body: Any
    attributes: Attributes
    trace_id: str
    span_id: str


class SentPoint(msgspec.Struct):
    """One data point with what its metric says of all points; times as in Span.

    `temporality`: 0 unknown, 1 delta, 2 cumulative. `value`: of gauges and sums.
    """

    name: str
    description: str
    unit: str
    type: MetricType
    start_ns: int
    time_ns: int
    attributes: Attributes
    temporality: int = 0
    is_monotonic: bool = False
    value: float | None = None
    count: int | None = None
    sum: float | None = None
    min: float | None = None
    max: float | None = None
    bounds: list[float] = []
    bucket_counts: list[int] = []
    details: dict[str, Any] | None = None
    trace_ids: list[str] = []


class Scoped(msgspec.Struct):
    """What things of one instrumentation scope of one resource share."""

    resource: Attributes
    scope_name: str
    scope_version: str
    scope_attributes: Attributes


class ScopeGroup(Scoped):
    """The spans of one scope."""

    spans: list[Span]


class LogGroup(Scoped):
    """The log records of one scope."""

    records: list[SentLog]


class MetricGroup(Scoped):
    """The metric points of one scope."""

    points: list[SentPoint]
