"""A log record: one event a client told through OpenTelemetry logs, as it is stored."""

from __future__ import annotations

from typing import Literal

import msgspec

from gatelight.core.time import Micros

Severity = Literal["", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
SEVERITIES: tuple[Severity, ...] = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


class LogRecord(msgspec.Struct, kw_only=True):
    """`id` is made of the content: a record sent again has it again.

    `sequence` orders records of one microsecond: the sender's `event.sequence`, else the place in
    the export. `severity` is the word of `severity_number` (1..24, 0 when not given);
    `severity_text` is the sender's own. `body` is text, JSON when it was no string. Attribute
    values are text by `core.json.to_typed_text`. `created_at` and `row_version` are the writer's.
    """

    project_id: str
    id: str
    timestamp: Micros
    observed_timestamp: Micros | None = None
    sequence: int = 0
    name: str = ""
    severity: Severity = ""
    severity_number: int = 0
    severity_text: str = ""
    trace_id: str = ""
    span_id: str = ""
    body: str = ""
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


def severity_of(number: int) -> Severity:
    """The word of an OpenTelemetry severity number; "" outside 1..24."""
    return SEVERITIES[(number - 1) // 4] if 1 <= number <= 24 else ""
