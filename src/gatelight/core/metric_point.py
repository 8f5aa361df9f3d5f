"""A metric point: one measured value a client told through OpenTelemetry metrics, as stored."""

from __future__ import annotations

from typing import Literal

import msgspec

from gatelight.core.time import Micros

MetricType = Literal["gauge", "sum", "histogram", "exponential_histogram", "summary"]
METRIC_TYPES: tuple[MetricType, ...] = (
    "gauge",
    "sum",
    "histogram",
    "exponential_histogram",
    "summary",
)
Temporality = Literal["", "delta", "cumulative"]


class MetricPoint(msgspec.Struct, kw_only=True):
    """`id` is made of the content: a point sent again has it again. `series_id` is the same for all
    points of one metric, resource, scope and set of attributes.

    `value`: of gauges and sums, None when the sender recorded none. `point_count`, `point_sum`,
    `point_min`, `point_max`: of histograms and summaries. `bounds` and `bucket_counts`: of
    histograms, the last bucket is open. `details`: JSON text with what else a type has (quantiles
    of summaries, scale and buckets of exponential histograms). `trace_ids`: those of the exemplars.
    """

    project_id: str
    id: str
    series_id: str
    timestamp: Micros
    start_timestamp: Micros | None = None
    name: str = ""
    description: str = ""
    unit: str = ""
    type: MetricType = "gauge"
    temporality: Temporality = ""
    is_monotonic: bool = False
    value: float | None = None
    point_count: int | None = None
    point_sum: float | None = None
    point_min: float | None = None
    point_max: float | None = None
    bounds: list[float] = msgspec.field(default_factory=list)
    bucket_counts: list[int] = msgspec.field(default_factory=list)
    details: str = ""
    trace_ids: list[str] = msgspec.field(default_factory=list)
    session_id: str = ""
    user_id: str = ""
    environment: str = "default"
    service_name: str = ""
    scope_name: str = ""
    scope_version: str = ""
    attributes: dict[str, str] = msgspec.field(default_factory=dict)
    resource_attributes: dict[str, str] = msgspec.field(default_factory=dict)
    source: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    public_key: str = ""
    created_at: Micros = 0
    row_version: int = 0
    is_deleted: bool = False
