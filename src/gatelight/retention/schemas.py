"""Retention as the API writes it."""

from __future__ import annotations

from typing import Any

from gatelight.core.answers import Answer, Iso, PageMeta
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.jobs import RetentionRun


class RetentionRunAnswer(Answer):
    """`deleted` has rows by table, and `mediaBytes`; `cutoff` is the age limit applied."""

    id: str
    at: Iso
    retention_days: int
    cutoff: Iso
    deleted: dict[str, int]


class RetentionAnswer(Answer):
    """`retentionDays` null keeps everything."""

    retention_days: int | None
    data: list[RetentionRunAnswer]
    meta: PageMeta


class RetentionStarted(Answer):
    job_id: str


def run_out(run: RetentionRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "at": to_iso(from_datetime(run.at)),
        "retentionDays": run.retention_days,
        "cutoff": to_iso(from_datetime(run.cutoff)),
        "deleted": run.deleted,
    }
