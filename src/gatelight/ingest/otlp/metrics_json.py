"""OTLP metric exports in JSON → metric points as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatelight.core.metric_point import MetricType
from gatelight.ingest.otlp.json_values import (
    attributes,
    child,
    enumerated,
    field,
    hex_id,
    nanos,
    objects,
    parsed,
    text,
)
from gatelight.ingest.otlp.metrics_protobuf import NOTHING_RECORDED
from gatelight.ingest.otlp.model import Malformed, MetricGroup, SentPoint, check_count

_KINDS: tuple[tuple[str, MetricType], ...] = (
    ("gauge", "gauge"),
    ("sum", "sum"),
    ("histogram", "histogram"),
    ("exponentialHistogram", "exponential_histogram"),
    ("summary", "summary"),
)
_TEMPORALITIES = {"AGGREGATION_TEMPORALITY_DELTA": 1, "AGGREGATION_TEMPORALITY_CUMULATIVE": 2}
_MAX_COUNT = 2**64 - 1


def metrics_from_json(body: bytes) -> list[MetricGroup]:
    """Raises Malformed, PayloadTooLarge for too many points or objects."""
    groups: list[MetricGroup] = []
    seen = 0
    request = parsed(body, "resourceMetrics")
    for resource_metrics in objects(request, "resourceMetrics", "resource_metrics"):
        resource = attributes(child(resource_metrics, "resource"))
        for scope_metrics in objects(resource_metrics, "scopeMetrics", "scope_metrics"):
            scope = child(scope_metrics, "scope")
            points: list[SentPoint] = []
            for metric in objects(scope_metrics, "metrics", "metrics"):
                for camel, kind in _KINDS:
                    data = child(metric, camel, kind)
                    sent = objects(data, "dataPoints", "data_points")
                    seen += len(sent)
                    check_count(seen, "metric points")
                    points.extend(_points(metric, kind, data, sent))
            groups.append(
                MetricGroup(
                    resource,
                    text(scope.get("name")),
                    text(scope.get("version")),
                    attributes(scope),
                    points,
                )
            )
    return groups


def _points(
    metric: dict[str, Any], kind: MetricType, data: dict[str, Any], sent: list[dict[str, Any]]
) -> Iterator[SentPoint]:
    temporality = enumerated(
        field(data, "aggregationTemporality", "aggregation_temporality"), _TEMPORALITIES
    )
    monotonic = field(data, "isMonotonic", "is_monotonic") is True
    fill = _FILL[kind]
    for point in sent:
        found = SentPoint(
            text(metric.get("name")),
            text(metric.get("description")),
            text(metric.get("unit")),
            kind,
            nanos(field(point, "startTimeUnixNano", "start_time_unix_nano")),
            nanos(field(point, "timeUnixNano", "time_unix_nano")),
            attributes(point),
            0 if kind in ("gauge", "summary") else temporality,
            kind == "sum" and monotonic,
        )
        if not enumerated(point.get("flags"), {}) & NOTHING_RECORDED:
            fill(found, point)
        yield found


def _number(found: SentPoint, point: dict[str, Any]) -> None:
    for camel, snake in (("asDouble", "as_double"), ("asInt", "as_int")):
        if (sent := field(point, camel, snake)) is not None:
            found.value = _float(sent, camel)
            break
    _exemplars(found, point)


def _distribution(found: SentPoint, point: dict[str, Any]) -> None:
    found.count = _count(point.get("count") or 0, "count")
    found.sum = _maybe_float(point, "sum")
    found.min = _maybe_float(point, "min")
    found.max = _maybe_float(point, "max")
    _exemplars(found, point)


def _histogram(found: SentPoint, point: dict[str, Any]) -> None:
    _distribution(found, point)
    bounds = _list(point, "explicitBounds", "explicit_bounds")
    found.bounds = [_float(bound, "explicitBounds") for bound in bounds]
    found.bucket_counts = _counts(point)


def _exponential(found: SentPoint, point: dict[str, Any]) -> None:
    _distribution(found, point)
    found.details = {
        "scale": enumerated(point.get("scale"), {}),
        "zeroCount": _count(field(point, "zeroCount", "zero_count") or 0, "zeroCount"),
        "zeroThreshold": _float(
            field(point, "zeroThreshold", "zero_threshold") or 0, "zeroThreshold"
        ),
        "positive": _buckets(child(point, "positive")),
        "negative": _buckets(child(point, "negative")),
    }


def _buckets(buckets: dict[str, Any]) -> dict[str, Any]:
    return {"offset": enumerated(buckets.get("offset"), {}), "bucketCounts": _counts(buckets)}


def _summary(found: SentPoint, point: dict[str, Any]) -> None:
    found.count = _count(point.get("count") or 0, "count")
    found.sum = _float(point.get("sum") or 0, "sum")
    found.details = {
        "quantiles": [
            {
                "quantile": _float(each.get("quantile") or 0, "quantile"),
                "value": _float(each.get("value") or 0, "value"),
            }
            for each in objects(point, "quantileValues", "quantile_values")
        ]
    }


def _exemplars(found: SentPoint, point: dict[str, Any]) -> None:
    ids = (
        hex_id(field(exemplar, "traceId", "trace_id"))
        for exemplar in objects(point, "exemplars", "exemplars")
    )
    found.trace_ids = sorted({trace_id for trace_id in ids if trace_id})


def _list(holder: dict[str, Any], name: str, other: str) -> list[Any]:
    found = field(holder, name, other)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Malformed(f"{name} is not an array")
    return found


def _counts(holder: dict[str, Any]) -> list[int]:
    sent = _list(holder, "bucketCounts", "bucket_counts")
    return [_count(each, "bucketCounts") for each in sent]


def _maybe_float(point: dict[str, Any], name: str) -> float | None:
    sent = point.get(name)
    return None if sent is None else _float(sent, name)


def _float(value: Any, name: str) -> float:
    """A number, or its text (also `NaN`, `Infinity`). Raises Malformed."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except ValueError:
            pass
    raise Malformed(f"{name} of a metric point is no number")


def _count(value: Any, name: str) -> int:
    """A whole number of 64 bits, or its decimal text. Raises Malformed."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT:
        return value
    raise Malformed(f"{name} of a metric point is no count")


_FILL = {
    "gauge": _number,
    "sum": _number,
    "histogram": _histogram,
    "exponential_histogram": _exponential,
    "summary": _summary,
}
