"""Log records and metric points as the API's JSON."""

from __future__ import annotations

from typing import Any

from gatelight.core.json import from_text
from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.core.time import Micros, to_iso


def log_record(row: LogRecord) -> dict[str, Any]:
    """`body` is text as sent (JSON text when it was no string); attributes have their types."""
    return {
        "id": row.id,
        "projectId": row.project_id,
        "timestamp": to_iso(row.timestamp),
        "observedTimestamp": _time(row.observed_timestamp),
        "sequence": row.sequence,
        "name": row.name or None,
        "severity": row.severity or None,
        "severityNumber": row.severity_number or None,
        "severityText": row.severity_text or None,
        "traceId": row.trace_id or None,
        "spanId": row.span_id or None,
        "body": row.body or None,
        **_common(row),
    }


def metric_point(row: MetricPoint) -> dict[str, Any]:
    """`value` for gauges and sums; `count`, `sum`, `min`, `max` for histograms and summaries."""
    return {
        "id": row.id,
        "projectId": row.project_id,
        "timestamp": to_iso(row.timestamp),
        "startTimestamp": _time(row.start_timestamp),
        "name": row.name,
        "description": row.description or None,
        "unit": row.unit or None,
        "type": row.type,
        "temporality": row.temporality or None,
        "isMonotonic": bool(row.is_monotonic),
        "value": row.value,
        "count": row.point_count,
        "sum": row.point_sum,
        "min": row.point_min,
        "max": row.point_max,
        "bounds": row.bounds,
        "bucketCounts": row.bucket_counts,
        "details": from_text(row.details),
        "traceIds": row.trace_ids,
        **_common(row),
    }


def _common(row: LogRecord | MetricPoint) -> dict[str, Any]:
    return {
        "sessionId": row.session_id or None,
        "userId": row.user_id or None,
        "environment": row.environment,
        "serviceName": row.service_name or None,
        "scope": {"name": row.scope_name or None, "version": row.scope_version or None},
        "attributes": typed(row.attributes),
        "resourceAttributes": typed(row.resource_attributes),
        "createdAt": to_iso(row.created_at),
    }


def typed(attributes: dict[str, str]) -> dict[str, Any]:
    """Attribute values with the types they were sent with."""
    return {key: from_text(value) if value else "" for key, value in attributes.items()}


def _time(value: Micros | None) -> str | None:
    return None if value is None else to_iso(value)
