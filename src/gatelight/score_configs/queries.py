"""SQL of score configs."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.score_configs import ScoreConfigRow


def find_config(session: Session, project_id: str, config_id: str) -> ScoreConfigRow | None:
    return session.scalars(
        select(ScoreConfigRow).where(
            ScoreConfigRow.project_id == project_id, ScoreConfigRow.id == config_id
        )
    ).one_or_none()


def existing_configs(
    session: Session, project_id: str, config_ids: Collection[str]
) -> dict[str, ScoreConfigRow]:
    """Those of the ids that are configs of the project."""
    rows = session.scalars(
        select(ScoreConfigRow).where(
            ScoreConfigRow.project_id == project_id, ScoreConfigRow.id.in_(config_ids)
        )
    )
    return {row.id: row for row in rows}


def page_of_configs(
    session: Session, project_id: str, limit: int, offset: int
) -> tuple[list[ScoreConfigRow], int]:
    """Newest first, and how many there are."""
    mine = ScoreConfigRow.project_id == project_id
    total = session.scalar(select(func.count()).select_from(ScoreConfigRow).where(mine)) or 0
    rows = session.scalars(
        select(ScoreConfigRow)
        .where(mine)
        .order_by(ScoreConfigRow.created_at.desc(), ScoreConfigRow.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total
