"""SQL of the job queue. Times are given by the caller, so that tests can move them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from gatelight.records.tables.jobs import Job, JobSchedule

OPEN = ("queued", "running")
PRUNED_AT_ONCE = 5_000


def open_job(session: Session, open_key: str) -> Job | None:
    return session.scalars(select(Job).where(Job.open_key == open_key)).one_or_none()


def something_due(session: Session, kinds: Collection[str], now: datetime) -> bool:
    """Whether a job can be claimed or a schedule is due. Reads two indexes."""
    job = select(Job.id).where(_claimable(kinds, now)).limit(1)
    schedule = select(JobSchedule.name).where(JobSchedule.next_at <= now).limit(1)
    return session.scalar(job) is not None or session.scalar(schedule) is not None


def claim(
    session: Session,
    kinds: Collection[str],
    now: datetime,
    *,
    worker: str,
    lease: timedelta,
    limit: int,
) -> list[Job]:
    """Up to `limit` due jobs, now running here; nobody else gets them while the lease lasts."""
    jobs = session.scalars(
        select(Job)
        .where(_claimable(kinds, now))
        .order_by(Job.run_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for job in jobs:
        job.state, job.worker, job.lease_until = "running", worker, now + lease
        job.attempts += 1
        job.started_at = now
    return list(jobs)


def _claimable(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    due = and_(Job.state == "queued", Job.run_at <= now)
    abandoned = and_(Job.state == "running", Job.lease_until < now)
    return and_(or_(due, abandoned), Job.kind.in_(list(kinds)))


def mine(session: Session, job_id: str, worker: str, attempt: int) -> Job | None:
    """The job, if this run of it is still the one that counts."""
    return session.scalars(
        select(Job)
        .where(
            Job.id == job_id,
            Job.state == "running",
            Job.worker == worker,
            Job.attempts == attempt,
        )
        .with_for_update()
    ).one_or_none()


def extend_leases(session: Session, job_ids: Collection[str], worker: str, until: datetime) -> None:
    session.execute(
        update(Job)
        .where(Job.id.in_(list(job_ids)), Job.worker == worker, Job.state == "running")
        .values(lease_until=until)
    )


def due_schedules(session: Session, now: datetime) -> Sequence[JobSchedule]:
    return session.scalars(
        select(JobSchedule)
        .where(JobSchedule.next_at <= now)
        .order_by(JobSchedule.next_at)
        .limit(200)
        .with_for_update(skip_locked=True)
    ).all()


def drop_schedules(session: Session, prefix: str, but: Collection[str]) -> None:
    """Delete schedules whose name begins with `prefix`, except these."""
    session.execute(
        delete(JobSchedule).where(
            JobSchedule.name.startswith(prefix, autoescape=True), JobSchedule.name.not_in(list(but))
        )
    )


def prune(session: Session, now: datetime) -> int:
    """Delete ended jobs nobody need see any more; how many, at most PRUNED_AT_ONCE."""
    old = session.scalars(
        select(Job.id).where(Job.keep_until < now).order_by(Job.keep_until).limit(PRUNED_AT_ONCE)
    ).all()
    session.execute(delete(Job).where(Job.id.in_(old)))
    return len(old)


def counts_by_state(session: Session) -> dict[str, int]:
    """Open jobs, by state."""
    rows = session.execute(
        select(Job.state, func.count()).where(Job.state.in_(OPEN)).group_by(Job.state)
    )
    return {row.state: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs; "" does not filter. `project_id` None: those of the whole instance."""

    project_id: str | None
    kind: str = ""
    state: str = ""


def page_of_jobs(
    session: Session, wanted: JobFilter, limit: int, offset: int
) -> tuple[list[Job], int]:
    """Newest first, and how many there are."""
    conditions = [Job.project_id == wanted.project_id] if wanted.project_id else []
    if wanted.kind:
        conditions.append(Job.kind == wanted.kind)
    if wanted.state:
        conditions.append(Job.state == wanted.state)
    total = session.scalar(select(func.count()).select_from(Job).where(*conditions)) or 0
    rows = session.scalars(
        select(Job)
        .where(*conditions)
        .order_by(Job.created_at.desc(), Job.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total


def project_schedules(session: Session, project_id: str) -> list[JobSchedule]:
    return list(
        session.scalars(
            select(JobSchedule)
            .where(JobSchedule.project_id == project_id)
            .order_by(JobSchedule.name)
        )
    )


def all_schedules(session: Session) -> list[JobSchedule]:
    """Of the whole instance, the next one first."""
    return list(
        session.scalars(select(JobSchedule).order_by(JobSchedule.next_at, JobSchedule.name))
    )
