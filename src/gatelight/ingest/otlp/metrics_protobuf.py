"""OTLP metric exports in protobuf → metric points as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from gatelight.ingest.otlp.model import MetricGroup, SentPoint, check_count
from gatelight.ingest.otlp.protobuf_values import attributes, hex_id, parsed

NOTHING_RECORDED = 1
"""Flag of a point that only says there was no measurement."""


def metrics_from_protobuf(body: bytes) -> list[MetricGroup]:
    """Raises Malformed, PayloadTooLarge for too many points."""
    request = parsed(ExportMetricsServiceRequest, body)
    groups: list[MetricGroup] = []
    seen = 0
    for resource_metrics in request.resource_metrics:
        resource = attributes(resource_metrics.resource.attributes)
        for scope_metrics in resource_metrics.scope_metrics:
            scope = scope_metrics.scope
            points: list[SentPoint] = []
            for metric in scope_metrics.metrics:
                kind = metric.WhichOneof("data")
                if kind is None:
                    continue
                data = getattr(metric, kind)
                seen += len(data.data_points)
                check_count(seen, "metric points")
                points.extend(_points(metric, kind, data))
            groups.append(
                MetricGroup(
                    resource, scope.name, scope.version, attributes(scope.attributes), points
                )
            )
    return groups


def _points(metric: Any, kind: Any, data: Any) -> Iterator[SentPoint]:
    temporality = 0 if kind in ("gauge", "summary") else data.aggregation_temporality
    fill = _FILL[kind]
    for point in data.data_points:
        found = SentPoint(
            metric.name,
            metric.description,
            metric.unit,
            kind,
            point.start_time_unix_nano,
            point.time_unix_nano,
            attributes(point.attributes),
            temporality,
            kind == "sum" and data.is_monotonic,
        )
        if not point.flags & NOTHING_RECORDED:
            fill(found, point)
        yield found


def _number(found: SentPoint, point: Any) -> None:
    kind = point.WhichOneof("value")
    if kind is not None:
        found.value = float(getattr(point, kind))
    _exemplars(found, point)


def _distribution(found: SentPoint, point: Any) -> None:
    found.count = point.count
    found.sum = point.sum if point.HasField("sum") else None
    found.min = point.min if point.HasField("min") else None
    found.max = point.max if point.HasField("max") else None
    _exemplars(found, point)


def _histogram(found: SentPoint, point: Any) -> None:
    _distribution(found, point)
    found.bounds = list(point.explicit_bounds)
    found.bucket_counts = list(point.bucket_counts)


def _exponential(found: SentPoint, point: Any) -> None:
    _distribution(found, point)
    found.details = {
        "scale": point.scale,
        "zeroCount": point.zero_count,
        "zeroThreshold": point.zero_threshold,
        "positive": _buckets(point.positive),
        "negative": _buckets(point.negative),
    }


def _buckets(buckets: Any) -> dict[str, Any]:
    return {"offset": buckets.offset, "bucketCounts": list(buckets.bucket_counts)}


def _summary(found: SentPoint, point: Any) -> None:
    found.count, found.sum = point.count, point.sum
    found.details = {
        "quantiles": [
            {"quantile": each.quantile, "value": each.value} for each in point.quantile_values
        ]
    }


def _exemplars(found: SentPoint, point: Any) -> None:
    if point.exemplars:
        ids = (hex_id(exemplar.trace_id) for exemplar in point.exemplars)
        found.trace_ids = sorted({trace_id for trace_id in ids if trace_id})


_FILL = {
    "gauge": _number,
    "sum": _number,
    "histogram": _histogram,
    "exponential_histogram": _exponential,
    "summary": _summary,
}
