"""SQL of remarks."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.feedback import Feedback


def page_of_feedback(
    session: Session, project_id: str, limit: int, offset: int
) -> tuple[list[Feedback], int]:
    """Newest first, and how many there are."""
    mine = Feedback.project_id == project_id
    total = session.scalar(select(func.count()).select_from(Feedback).where(mine)) or 0
    rows = session.scalars(
        select(Feedback)
        .where(mine)
        .order_by(Feedback.created_at.desc(), Feedback.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total
