"""Log and metric exports: made by the real OpenTelemetry SDK, and written by hand as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from tests.ingest.otlp.exports import NOW, START_NS

from gatelight.core.log_record import LogRecord as StoredLog
from gatelight.core.metric_point import MetricPoint
from gatelight.core.patch import Origin, Submission
from gatelight.ingest.otlp.decode import decode_export
from gatelight.ingest.otlp.model import Encoding, Signal

INFO = SeverityNumber.INFO


def log_export(resource: dict[str, Any], *records: LogRecord, scope: str = "test") -> bytes:
    """A protobuf export of these records by the SDK's own encoder."""
    kept = InMemoryLogRecordExporter()
    provider = LoggerProvider(resource=Resource(resource), shutdown_on_exit=False)
    provider.add_log_record_processor(SimpleLogRecordProcessor(kept))
    for record in records:
        provider.get_logger(scope, "1.0").emit(record)
    return encode_logs(kept.get_finished_logs()).SerializeToString()


def metric_export(
    resource: dict[str, Any], measure: Callable[[Any], None], scope: str = "test"
) -> bytes:
    """A protobuf export of what `measure` records with a meter."""
    reader = InMemoryMetricReader()
    provider = MeterProvider(
        metric_readers=[reader], resource=Resource(resource), shutdown_on_exit=False
    )
    measure(provider.get_meter(scope, "1.0"))
    return encode_metrics(reader.get_metrics_data()).SerializeToString()


def attributes(**values: Any) -> list[dict[str, Any]]:
    """OTLP/JSON attributes; `__` in a name stands for a dot."""
    kinds = {str: "stringValue", bool: "boolValue", int: "intValue", float: "doubleValue"}
    return [
        {"key": name.replace("__", "."), "value": {kinds[type(value)]: value}}
        for name, value in values.items()
    ]


def json_logs(*records: dict[str, Any], resource: list[dict[str, Any]] | None = None) -> Any:
    logs = [
        {"timeUnixNano": str(START_NS), "body": {"stringValue": "hello"}} | record
        for record in records
    ]
    scoped = {"scope": {"name": "test"}, "logRecords": logs}
    return {"resourceLogs": [{"resource": {"attributes": resource or []}, "scopeLogs": [scoped]}]}


def json_metrics(*metrics: dict[str, Any], resource: list[dict[str, Any]] | None = None) -> Any:
    scoped = {"scope": {"name": "test"}, "metrics": list(metrics)}
    return {
        "resourceMetrics": [{"resource": {"attributes": resource or []}, "scopeMetrics": [scoped]}]
    }


def counter(name: str, *points: dict[str, Any], delta: bool = True, unit: str = "1") -> Any:
    """A monotonic sum; points get a time."""
    return {
        "name": name,
        "unit": unit,
        "sum": {
            "aggregationTemporality": 1 if delta else 2,
            "isMonotonic": True,
            "dataPoints": [{"timeUnixNano": str(START_NS)} | point for point in points],
        },
    }


def decode(signal: Signal, body: bytes, encoding: Encoding = "protobuf") -> Submission:
    origin = Origin(source="otel", public_key="pk")
    return decode_export(signal, body, encoding, project_id="p", origin=origin, now=NOW)


def logs_of(body: bytes, encoding: Encoding = "protobuf") -> list[StoredLog]:
    return decode("logs", body, encoding).logs


def points_of(body: bytes, encoding: Encoding = "protobuf") -> list[MetricPoint]:
    return decode("metrics", body, encoding).metric_points
