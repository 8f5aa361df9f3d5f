"""Sent metric points to stored ones."""

from __future__ import annotations

from gatelight.core.json import to_text
from gatelight.core.metric_point import MetricPoint, Temporality
from gatelight.core.patch import Note, Origin
from gatelight.core.time import Micros
from gatelight.ingest.otlp.model import MetricGroup
from gatelight.ingest.otlp.signals import Belonging, Repeats, Times, content_id, typed_map

_TEMPORALITIES: dict[int, Temporality] = {1: "delta", 2: "cumulative"}


def metric_points(
    groups: list[MetricGroup], *, project_id: str, origin: Origin, now: Micros
) -> tuple[list[MetricPoint], list[Note]]:
    """Everything an export says, and what was altered on the way."""
    times = Times(now, "metric points")
    repeats = Repeats()
    found: list[MetricPoint] = []
    for group in groups:
        belonging = Belonging.of(group)
        for point in group.points:
            attributes = typed_map(point.attributes)
            details = to_text(point.details) if point.details else ""
            series = content_id(
                [
                    belonging.fingerprint,
                    point.name,
                    point.unit,
                    point.type,
                    point.temporality,
                    sorted(attributes.items()),
                ]
            )
            measured = [
                point.start_ns,
                point.time_ns,
                repr(point.value),
                point.count,
                repr((point.sum, point.min, point.max, point.bounds)),
                point.bucket_counts,
                details,
            ]
            found.append(
                MetricPoint(
                    project_id=project_id,
                    id=repeats.id_of([series, measured]),
                    series_id=series,
                    timestamp=times.required(point.time_ns, point.start_ns),
                    start_timestamp=times.optional(point.start_ns),
                    name=point.name,
                    description=point.description,
                    unit=point.unit,
                    type=point.type,
                    temporality=_TEMPORALITIES.get(point.temporality, ""),
                    is_monotonic=point.is_monotonic,
                    value=point.value,
                    point_count=point.count,
                    point_sum=point.sum,
                    point_min=point.min,
                    point_max=point.max,
                    bounds=point.bounds,
                    bucket_counts=point.bucket_counts,
                    details=details,
                    trace_ids=point.trace_ids,
                    session_id=belonging.session_of(point.attributes),
                    user_id=belonging.user_of(point.attributes),
                    environment=belonging.environment_of(point.attributes),
                    service_name=belonging.service_name,
                    scope_name=belonging.scope_name,
                    scope_version=belonging.scope_version,
                    attributes=attributes,
                    resource_attributes=belonging.resource_attributes,
                    source=origin.source,
                    sdk_name=origin.sdk_name,
                    sdk_version=origin.sdk_version,
                    public_key=origin.public_key,
                )
            )
    return found, times.notes("otlp-metrics")
