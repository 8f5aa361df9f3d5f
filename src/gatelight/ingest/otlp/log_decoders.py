"""OTLP log exports, protobuf or JSON → log records as plain values."""

from __future__ import annotations

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from gatelight.ingest.otlp import json_values as js
from gatelight.ingest.otlp import protobuf_values as pb
from gatelight.ingest.otlp.model import LogGroup, SentLog, check_count

_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_SEVERITIES = {
    f"SEVERITY_NUMBER_{level}{step or ''}": 4 * place + (step or 1)
    for place, level in enumerate(_LEVELS)
    for step in (0, 2, 3, 4)
}


def logs_from_protobuf(body: bytes) -> list[LogGroup]:
    """Raises Malformed, PayloadTooLarge for too many records."""
    request = pb.parsed(ExportLogsServiceRequest, body)
    check_count(
        sum(
            len(scope.log_records)
            for resource in request.resource_logs
            for scope in resource.scope_logs
        ),
        "log records",
    )
    groups: list[LogGroup] = []
    for resource_logs in request.resource_logs:
        resource = pb.attributes(resource_logs.resource.attributes)
        for scope_logs in resource_logs.scope_logs:
            scope = scope_logs.scope
            groups.append(
                LogGroup(
                    resource,
                    scope.name,
                    scope.version,
                    pb.attributes(scope.attributes),
                    [_from_protobuf(record) for record in scope_logs.log_records],
                )
            )
    return groups


def _from_protobuf(record: Any) -> SentLog:
    return SentLog(
        record.time_unix_nano,
        record.observed_time_unix_nano,
        record.severity_number,
        record.severity_text,
        record.event_name,
        pb.any_value(record.body),
        pb.attributes(record.attributes),
        pb.hex_id(record.trace_id),
        pb.hex_id(record.span_id),
    )


def logs_from_json(body: bytes) -> list[LogGroup]:
    """Raises Malformed, PayloadTooLarge for too many records or objects."""
    groups: list[LogGroup] = []
    seen = 0
    request = js.parsed(body, "resourceLogs")
    for resource_logs in js.objects(request, "resourceLogs", "resource_logs"):
        resource = js.attributes(js.child(resource_logs, "resource"))
        for scope_logs in js.objects(resource_logs, "scopeLogs", "scope_logs"):
            scope = js.child(scope_logs, "scope")
            records = js.objects(scope_logs, "logRecords", "log_records")
            seen += len(records)
            check_count(seen, "log records")
            groups.append(
                LogGroup(
                    resource,
                    js.text(scope.get("name")),
                    js.text(scope.get("version")),
                    js.attributes(scope),
                    [_from_json(record) for record in records],
                )
            )
    return groups


def _from_json(record: dict[str, Any]) -> SentLog:
    return SentLog(
        js.nanos(js.field(record, "timeUnixNano", "time_unix_nano")),
        js.nanos(js.field(record, "observedTimeUnixNano", "observed_time_unix_nano")),
        js.enumerated(js.field(record, "severityNumber", "severity_number"), _SEVERITIES),
        js.text(js.field(record, "severityText", "severity_text")),
        js.text(js.field(record, "eventName", "event_name")),
        js.any_value(record.get("body")),
        js.attributes(record),
        js.hex_id(js.field(record, "traceId", "trace_id")),
        js.hex_id(js.field(record, "spanId", "span_id")),
    )
