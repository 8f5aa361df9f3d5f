"""The durable job queue and its schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Job(Base):
    """One piece of work. `state` is `queued`, `running`, `done` or `failed`.

    `open_key` names work of which only one may be open; it is emptied when the job ends. `worker`
    and `lease_until` say who runs it and until when that is believed. `attempts` counts runs begun.
    `result` is what the handler answered (or noted so far), `error` why the last attempt failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_run_at", "state", "run_at"),
        Index("ix_jobs_project_id_created_at", "project_id", "created_at"),
        Index("ix_jobs_keep_until", "keep_until"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(64))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    open_key: Mapped[str | None] = mapped_column(String(400), unique=True)
    state: Mapped[str] = mapped_column(String(16), default="queued")
    run_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    worker: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JsonText(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    keep_until: Mapped[datetime | None]


class JobSchedule(Base):
    """Work that comes again every `every_seconds`; `next_at` is the next time a job is queued."""

    __tablename__ = "job_schedules"
    __table_args__ = (Index("ix_job_schedules_next_at", "next_at"),)

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    project_id: Mapped[str | None] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    every_seconds: Mapped[int] = mapped_column(Integer)
    offset_seconds: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime]


class RetentionRun(Base):
    """What one run of retention deleted: `deleted` maps a table to rows, and `mediaBytes` to
    bytes. `cutoff` is the age limit that was applied."""

    __tablename__ = "retention_runs"
    __table_args__ = (Index("ix_retention_runs_project_id_at", "project_id", "at"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    retention_days: Mapped[int] = mapped_column(Integer)
    cutoff: Mapped[datetime]
    deleted: Mapped[dict[str, Any]] = mapped_column(JsonText)
