"""Sent log records to stored ones."""

from __future__ import annotations

from gatelight.core.json import Json, to_text
from gatelight.core.log_record import LogRecord, severity_of
from gatelight.core.patch import Note, Origin
from gatelight.core.time import Micros
from gatelight.ingest.conventions.values import count, text_of
from gatelight.ingest.otlp.model import LogGroup, SentLog
from gatelight.ingest.otlp.signals import Belonging, Repeats, Times, typed_map

_EVENT_NAME = "event.name"
_SEQUENCE = "event.sequence"


def log_records(
    groups: list[LogGroup], *, project_id: str, origin: Origin, now: Micros
) -> tuple[list[LogRecord], list[Note]]:
    """Everything an export says, and what was altered on the way."""
    times = Times(now, "log records")
    repeats = Repeats()
    found: list[LogRecord] = []
    for group in groups:
        belonging = Belonging.of(group)
        for record in group.records:
            attributes = record.attributes
            stored = typed_map(attributes)
            body = text_of(record.body)
            sequence = count(attributes.get(_SEQUENCE))
            number = record.severity_number
            severity = severity_of(number)
            found.append(
                LogRecord(
                    project_id=project_id,
                    id=repeats.id_of(_content(record, belonging, body, stored)),
                    timestamp=times.required(record.time_ns, record.observed_ns),
                    observed_timestamp=times.optional(record.observed_ns),
                    sequence=len(found) if sequence is None else sequence,
                    name=_name(record, body),
                    severity=severity,
                    severity_number=number if severity else 0,
                    severity_text=record.severity_text,
                    trace_id=record.trace_id,
                    span_id=record.span_id,
                    session_id=belonging.session_of(attributes),
                    user_id=belonging.user_of(attributes),
                    environment=belonging.environment_of(attributes),
                    service_name=belonging.service_name,
                    scope_name=belonging.scope_name,
                    scope_version=belonging.scope_version,
                    body=body,
                    attributes=stored,
                    resource_attributes=belonging.resource_attributes,
                    source=origin.source,
                    sdk_name=origin.sdk_name,
                    sdk_version=origin.sdk_version,
                    public_key=origin.public_key,
                )
            )
    return found, times.notes("otlp-logs")


def _name(record: SentLog, body: str) -> str:
    """The event's name. Claude Code writes the whole name into the body (`claude_code.api_request`)
    and its last part into `event.name`."""
    if record.event_name:
        return record.event_name
    name = to_text(record.attributes.get(_EVENT_NAME) or "")
    return body if name and body.endswith(f".{name}") else name


def _content(
    record: SentLog, belonging: Belonging, body: str, attributes: dict[str, str]
) -> list[Json]:
    return [
        belonging.fingerprint,
        record.time_ns,
        record.observed_ns,
        record.severity_number,
        record.severity_text,
        record.event_name,
        record.trace_id,
        record.span_id,
        body,
        sorted(attributes.items()),
    ]
