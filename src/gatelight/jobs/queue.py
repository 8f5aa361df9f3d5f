"""Putting work into the queue: now, later, or again and again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from gatelight.jobs import queries
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job, JobSchedule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slot_after(moment: datetime, every_seconds: int, offset_seconds: int = 0) -> datetime:
    """The first time after `moment` that is a multiple of `every_seconds` since 1970, moved by
    `offset_seconds`; the same in every process."""
    passed = (moment - _EPOCH).total_seconds() - offset_seconds
    return _EPOCH + timedelta(
        seconds=(int(passed // every_seconds) + 1) * every_seconds + offset_seconds
    )


class JobQueue:
    """Work is put in within the caller's transaction: it is there exactly when what it is about
    is there, too. `wake` is set when something new may be due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.wake = threading.Event()

    def enqueue(
        self,
        session: Session,
        kind: str,
        payload: dict[str, Any],
        *,
        project_id: str | None = None,
        run_at: datetime | None = None,
        open_key: str | None = None,
    ) -> Job:
        """A new job, run once the transaction is committed (or at `run_at`). With an `open_key` of
        a job that has not ended, that job instead."""
        if open_key is not None:
            self._database.lock(session, f"job:{open_key}")
            if (already := queries.open_job(session, open_key)) is not None:
                return already
        job = Job(
            kind=kind,
            project_id=project_id,
            payload=payload,
            open_key=open_key,
            run_at=run_at or utc_now(),
        )
        session.add(job)
        session.flush()
        event.listen(session, "after_commit", lambda _session: self.wake.set(), once=True)
        return job

    def schedule(
        self,
        session: Session,
        name: str,
        kind: str,
        *,
        every_seconds: int,
        offset_seconds: int = 0,
        payload: dict[str, Any] | None = None,
        project_id: str | None = None,
    ) -> None:
        """Queue such a job every `every_seconds` from now on; replaces the schedule of that name.
        While one job of a schedule is open no second one is queued; missed times are not made up
        for. One whose interval stays the same keeps its next time."""
        self._database.lock(session, f"schedule:{name}")
        row = session.get(JobSchedule, name)
        if row is None:
            row = JobSchedule(name=name, every_seconds=0, offset_seconds=0)
            session.add(row)
        if (row.every_seconds, row.offset_seconds) != (every_seconds, offset_seconds):
            row.every_seconds, row.offset_seconds = every_seconds, offset_seconds
            row.next_at = slot_after(utc_now(), every_seconds, offset_seconds)
        row.kind, row.project_id, row.payload = kind, project_id, payload or {}
        session.flush()

    def unschedule(self, session: Session, name: str) -> None:
        """Queue nothing more under this name; what is queued stays."""
        row = session.get(JobSchedule, name)
        if row is not None:
            session.delete(row)
