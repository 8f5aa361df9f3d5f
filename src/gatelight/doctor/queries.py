"""SQL of the doctor: what was refused and what failed lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.jobs import Job


def refused_since(
    session: Session, since: datetime, limit: int
) -> Sequence[Row[str, str, int, datetime]]:
    """Project, reason, how many and when last, the latest first, over all projects."""
    last = func.max(IngestionNote.at)
    return session.execute(
        select(IngestionNote.project_id, IngestionNote.reason, func.count(), last)
        .where(IngestionNote.kind == "refused", IngestionNote.at >= since)
        .group_by(IngestionNote.project_id, IngestionNote.reason)
        .order_by(last.desc())
        .limit(limit)
    ).all()


def failed_since(session: Session, since: datetime, limit: int) -> Sequence[Job]:
    """Failed jobs, the latest first."""
    return session.scalars(
        select(Job)
        .where(Job.state == "failed", Job.finished_at >= since)
        .order_by(Job.finished_at.desc())
        .limit(limit)
    ).all()
