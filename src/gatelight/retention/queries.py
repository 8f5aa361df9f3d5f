"""SQL of retention: what is old in the record store, and the runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.jobs import RetentionRun
from gatelight.records.tables.media import Media, MediaUse
from gatelight.records.tables.projects import Project


def projects_with_retention(session: Session) -> list[str]:
    return list(
        session.scalars(select(Project.id).where(Project.retention_days > 0).order_by(Project.id))
    )


def delete_old_notes(session: Session, project_id: str, before: datetime) -> int:
    return _rows(
        session,
        delete(IngestionNote).where(
            IngestionNote.project_id == project_id, IngestionNote.at < before
        ),
    )


def delete_old_media_uses(session: Session, project_id: str, before: datetime) -> int:
    """Uses in traces and observations; what dataset items show stays."""
    return _rows(
        session,
        delete(MediaUse).where(
            MediaUse.project_id == project_id,
            MediaUse.dataset_item_id == "",
            MediaUse.dataset_id == "",
            MediaUse.created_at < before,
        ),
    )


def unused_media(
    session: Session, project_id: str, before: datetime, limit: int
) -> Sequence[Media]:
    """Old media nothing uses, locked until the transaction ends."""
    used = (
        select(MediaUse.id)
        .where(MediaUse.project_id == Media.project_id, MediaUse.media_id == Media.id)
        .exists()
    )
    return session.scalars(
        select(Media)
        .where(Media.project_id == project_id, Media.created_at < before, ~used)
        .order_by(Media.id)
        .limit(limit)
        .with_for_update()
    ).all()


def page_of_runs(
    session: Session, project_id: str, limit: int, offset: int
) -> tuple[list[RetentionRun], int]:
    """Newest first, and how many there are."""
    mine = RetentionRun.project_id == project_id
    total = session.scalar(select(func.count()).select_from(RetentionRun).where(mine)) or 0
    rows = session.scalars(
        select(RetentionRun)
        .where(mine)
        .order_by(RetentionRun.at.desc(), RetentionRun.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total


def _rows(session: Session, statement: object) -> int:
    result = session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount
