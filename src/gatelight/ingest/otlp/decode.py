"""An OTLP export of any signal, in either encoding, to a submission for the writer."""

from __future__ import annotations

from gatelight.core.patch import Origin, Submission
from gatelight.core.time import Micros
from gatelight.ingest.otlp.json_body import decode_json
from gatelight.ingest.otlp.log_decoders import logs_from_json, logs_from_protobuf
from gatelight.ingest.otlp.logs import log_records
from gatelight.ingest.otlp.metrics import metric_points
from gatelight.ingest.otlp.metrics_json import metrics_from_json
from gatelight.ingest.otlp.metrics_protobuf import metrics_from_protobuf
from gatelight.ingest.otlp.model import Encoding, ScopeGroup, Signal
from gatelight.ingest.otlp.protobuf import decode_protobuf
from gatelight.ingest.otlp.spans import patches_of


def decode_groups(body: bytes, encoding: Encoding) -> list[ScopeGroup]:
    """The spans of a trace export. Raises Malformed, PayloadTooLarge."""
    return decode_protobuf(body) if encoding == "protobuf" else decode_json(body)


def decode_export(
    signal: Signal,
    body: bytes,
    encoding: Encoding,
    *,
    project_id: str,
    origin: Origin,
    now: Micros,
) -> Submission:
    """`body` is already decompressed. Raises Malformed when the export cannot be read,
    PayloadTooLarge when it holds too many spans, log records or metric points."""
    decode = _DECODERS[signal]
    return decode(body, encoding, project_id=project_id, origin=origin, now=now)


def decode_traces(
    body: bytes, encoding: Encoding, *, project_id: str, origin: Origin, now: Micros
) -> Submission:
    """As `decode_export`, of spans."""
    patches, notes = patches_of(
        decode_groups(body, encoding), project_id=project_id, origin=origin, now=now
    )
    return Submission(
        project_id=project_id, origin=origin, patches=patches, notes=notes, size=len(body)
    )


def decode_logs(
    body: bytes, encoding: Encoding, *, project_id: str, origin: Origin, now: Micros
) -> Submission:
    """As `decode_export`, of log records."""
    groups = logs_from_protobuf(body) if encoding == "protobuf" else logs_from_json(body)
    records, notes = log_records(groups, project_id=project_id, origin=origin, now=now)
    return Submission(
        project_id=project_id, origin=origin, logs=records, notes=notes, size=len(body)
    )


def decode_metrics(
    body: bytes, encoding: Encoding, *, project_id: str, origin: Origin, now: Micros
) -> Submission:
    """As `decode_export`, of metric points."""
    groups = metrics_from_protobuf(body) if encoding == "protobuf" else metrics_from_json(body)
    points, notes = metric_points(groups, project_id=project_id, origin=origin, now=now)
    return Submission(
        project_id=project_id, origin=origin, metric_points=points, notes=notes, size=len(body)
    )


_DECODERS = {"traces": decode_traces, "logs": decode_logs, "metrics": decode_metrics}
