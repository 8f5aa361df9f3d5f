"""Runs jobs: claims what is due, keeps its leases, retries what failed.

Every server process has one runner. A claim is a row lock (PostgreSQL) or the store's write lock
(SQLite), so a job runs in one process at a time. A process that dies stops renewing its leases, and
another process takes the job over when they end.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from gatelight.errors import ApiError
from gatelight.jobs import queries
from gatelight.jobs.model import GiveUp, Interrupted, JobContext, JobKind, Result, Schedule, Work
from gatelight.jobs.queue import JobQueue, slot_after
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job
from gatelight.telemetry.logs import logger

LEASE = timedelta(seconds=60)
POLL_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 3600.0
SHOWN_ERROR = 2_000
SYSTEM = "system:"
PRUNE = "jobs.prune"

_log = logger("jobs")


class JobObserver(Protocol):
    """Told of every run that ended; `outcome` is `done`, `retry`, `failed` or `interrupted`."""

    def job_ended(self, kind: str, outcome: str, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class _Run:
    job: Job
    thread: threading.Thread


class JobRunner:
    """Start with `start()`; `stop()` lets running jobs end. `workers` jobs run at once; with 0
    this process only queues. `now` is the clock."""

    def __init__(
        self,
        database: Database,
        queue: JobQueue,
        *,
        workers: int,
        observer: JobObserver | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._queue = queue
        self._workers = workers
        self._observer = observer
        self._now = now
        self._worker = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._kinds: dict[str, JobKind] = {}
        self._schedules: list[Schedule] = []
        self._running: dict[str, _Run] = {}
        self._lock = threading.Lock()
        self._beginning = threading.Lock()
        self._stopping = threading.Event()
        self._dispatcher = threading.Thread(target=self._dispatch, name="jobs", daemon=True)
        self.bring(
            Work(
                (JobKind(PRUNE, self._prune, keep=timedelta(days=1)),),
                (Schedule("jobs.prune", PRUNE, 3600, 600),),
            )
        )

    def bring(self, work: Work) -> None:
        """Know these kinds and schedules; before `start`."""
        for kind in work.kinds:
            if kind.name in self._kinds:
                raise ValueError(f"two kinds of job are named {kind.name}")
            self._kinds[kind.name] = kind
        self._schedules.extend(work.schedules)

    def start(self) -> None:
        with self._database.session() as session:
            names = [SYSTEM + schedule.name for schedule in self._schedules]
            queries.drop_schedules(session, SYSTEM, names)
            for schedule in self._schedules:
                self._queue.schedule(
                    session,
                    SYSTEM + schedule.name,
                    schedule.kind,
                    every_seconds=schedule.every_seconds,
                    offset_seconds=schedule.offset_seconds,
                )
        if self._workers:
            self._dispatcher.start()

    def stop(self, timeout: float = 20.0) -> None:
        """Begin nothing new, tell running jobs, wait for them (seconds at most), and queue again
        those that have not ended."""
        self._stopping.set()
        self._queue.wake.set()
        deadline = time.monotonic() + timeout
        if self._dispatcher.is_alive():
            self._dispatcher.join(timeout)
        with self._beginning, self._lock:  # what is being begun runs, and nothing begins after it
            runs = list(self._running.values())
        for run in runs:
            run.thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            left = list(self._running.values())
        for run in left:
            _log.warning("a job did not end in time; it is queued again", extra=_facts(run.job))
            with contextlib.suppress(ApiError):
                self._end(run.job, lambda job: self._requeue(job, self._now(), counts=False))

    @property
    def running(self) -> int:
        """Jobs that run in this process."""
        return len(self._running)

    # --- dispatching

    def _dispatch(self) -> None:
        renewed = time.monotonic()
        while not self._stopping.is_set():
            try:
                if time.monotonic() - renewed > LEASE.total_seconds() / 3:
                    self._renew()
                    renewed = time.monotonic()
                while self.run_due():
                    pass
            except ApiError as error:
                _log.warning("jobs wait: %s", error.message)
            except Exception as error:
                _log.error("jobs could not be looked for", exc_info=error)
            self._queue.wake.wait(POLL_SECONDS)
            self._queue.wake.clear()

    def run_due(self) -> int:
        """Queue what schedules ask for, then begin due jobs as far as there are free workers; how
        many have begun. None when the runner is stopping."""
        with self._beginning:
            return 0 if self._stopping.is_set() else self._run_due()

    def _run_due(self) -> int:
        kinds, free = self._free()
        now = self._now()
        with self._database.reader() as session:
            if not queries.something_due(session, kinds if free else (), now):
                return 0
        with self._database.session() as session:
            for schedule in queries.due_schedules(session, now):
                self._queue.enqueue(
                    session,
                    schedule.kind,
                    schedule.payload,
                    project_id=schedule.project_id,
                    run_at=now,
                    open_key=f"schedule:{schedule.name}",
                )
                schedule.next_at = slot_after(now, schedule.every_seconds, schedule.offset_seconds)
            jobs = (
                queries.claim(session, kinds, now, worker=self._worker, lease=LEASE, limit=free)
                if kinds and free
                else []
            )
        for job in jobs:
            self._begin(job)
        return len(jobs)

    def _free(self) -> tuple[list[str], int]:
        """Kinds of which one more may run here, and how many jobs may begin."""
        with self._lock:
            busy = Counter(run.job.kind for run in self._running.values())
            free = self._workers - len(self._running)
        kinds = [name for name, kind in self._kinds.items() if busy[name] < kind.at_once]
        # of a kind that is nearly at its limit one look takes one job
        tight = any(kind.at_once - busy[kind.name] < free for kind in self._kinds.values())
        return kinds, min(free, 1) if tight else free

    def _begin(self, job: Job) -> None:
        kind = self._kinds[job.kind]
        if job.attempts > kind.max_attempts:
            self._end(job, lambda row: self._fail(row, kind, "The server that ran it stopped."))
            return
        thread = threading.Thread(
            target=self._run, args=(job, kind), name=f"job-{job.kind}", daemon=True
        )
        with self._lock:
            self._running[job.id] = _Run(job, thread)
        thread.start()

    def _renew(self) -> None:
        with self._lock:
            ids = list(self._running)
        if ids:
            with self._database.session() as session:
                queries.extend_leases(session, ids, self._worker, self._now() + LEASE)

    # --- one job

    def _run(self, job: Job, kind: JobKind) -> None:
        context = JobContext(
            job_id=job.id,
            kind=job.kind,
            project_id=job.project_id,
            payload=job.payload,
            attempt=job.attempts,
            stopping=self._stopping,
            note=lambda progress: self._end(job, lambda row: _note(row, progress)),
        )
        began = time.monotonic()
        try:
            outcome = self._attempt(job, kind, context)
        except ApiError as error:
            # the record store is down: the lease ends by itself, and the job is taken up again
            _log.error("a job's end could not be kept: %s", error.message, extra=_facts(job))
            outcome = "interrupted"
        finally:
            with self._lock:
                self._running.pop(job.id, None)
            self._queue.wake.set()
        if self._observer is not None:
            self._observer.job_ended(job.kind, outcome, time.monotonic() - began)

    def _attempt(self, job: Job, kind: JobKind, context: JobContext) -> str:
        try:
            result = kind.handler(context)
        except Interrupted:
            self._end(job, lambda row: self._requeue(row, self._now(), counts=False))
            return "interrupted"
        except Exception as error:
            final = isinstance(error, GiveUp) or job.attempts >= kind.max_attempts
            text = _text_of(error)
            _log.log(
                40 if final else 30,
                "a job failed" if final else "a job failed and will be tried again",
                exc_info=None if isinstance(error, GiveUp | ApiError) else error,
                extra={**_facts(job), "reason": text},
            )
            if final:
                self._end(job, lambda row: self._fail(row, kind, text))
                return "failed"
            wait = timedelta(
                seconds=min(kind.retry_after * 2 ** (job.attempts - 1), LONGEST_WAIT_SECONDS)
            )
            self._end(job, lambda row: self._requeue(row, self._now() + wait, error=text))
            return "retry"
        self._end(job, lambda row: self._done(row, kind, result))
        return "done"

    def _end(self, job: Job, change: Callable[[Job], None]) -> None:
        """Apply `change` when this run of the job still counts."""
        with self._database.session() as session:
            row = queries.mine(session, job.id, self._worker, job.attempts)
            if row is not None:
                change(row)

    def _done(self, row: Job, kind: JobKind, result: Result) -> None:
        row.result = result if result is not None else row.result
        row.error = None
        self._close(row, kind, "done")

    def _fail(self, row: Job, kind: JobKind, text: str) -> None:
        row.error = text
        self._close(row, kind, "failed")

    def _close(self, row: Job, kind: JobKind, state: str) -> None:
        row.state = state
        row.worker = row.lease_until = row.open_key = None
        row.finished_at = self._now()
        row.keep_until = row.finished_at + kind.keep

    def _requeue(
        self, row: Job, run_at: datetime, *, error: str | None = None, counts: bool = True
    ) -> None:
        row.state, row.run_at = "queued", run_at
        row.worker = row.lease_until = None
        row.error = error
        row.attempts -= not counts

    def _prune(self, _context: JobContext) -> Result:
        deleted = 0
        while True:
            with self._database.session() as session:
                found = queries.prune(session, self._now())
            deleted += found
            if found < queries.PRUNED_AT_ONCE:
                return {"deleted": deleted}


def _note(row: Job, progress: dict[str, Any]) -> None:
    row.result = progress


def _facts(job: Job) -> dict[str, Any]:
    return {
        "job": job.id,
        "kind": job.kind,
        "project": job.project_id or "",
        "attempt": job.attempts,
    }


def _text_of(error: Exception) -> str:
    """What people are shown: our own errors' words, else the kind of error and its words."""
    if isinstance(error, GiveUp):
        return str(error)[:SHOWN_ERROR]
    if isinstance(error, ApiError):
        return error.message[:SHOWN_ERROR]
    return f"{type(error).__name__}: {error}"[:SHOWN_ERROR]
