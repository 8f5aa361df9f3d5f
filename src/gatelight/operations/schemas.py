"""Jobs as the API writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from gatelight.core.answers import Answer, Iso, JsonObject, PageMeta
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.jobs import Job, JobSchedule

State = Literal["queued", "running", "done", "failed"]


class JobAnswer(Answer):
    """`attempts` counts runs begun; `error` is why the last one failed; `runAt` is when it runs
    next while it is queued."""

    id: str
    kind: str
    state: State
    attempts: int
    run_at: Iso
    created_at: Iso
    started_at: Iso | None
    finished_at: Iso | None
    result: JsonObject | None
    error: str | None


class ScheduleAnswer(Answer):
    name: str
    kind: str
    every_seconds: int
    next_at: Iso


class JobsAnswer(Answer):
    data: list[JobAnswer]
    meta: PageMeta
    schedules: list[ScheduleAnswer]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else to_iso(from_datetime(value))


def job_out(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "attempts": job.attempts,
        "runAt": _moment(job.run_at),
        "createdAt": _moment(job.created_at),
        "startedAt": _moment(job.started_at),
        "finishedAt": _moment(job.finished_at),
        "result": job.result,
        "error": job.error,
    }


def schedule_out(schedule: JobSchedule) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "kind": schedule.kind,
        "everySeconds": schedule.every_seconds,
        "nextAt": _moment(schedule.next_at),
    }
