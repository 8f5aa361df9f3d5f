"""SQL of LLM connections."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.llm_connections import LlmConnection


def connection_of(session: Session, project_id: str, provider: str) -> LlmConnection | None:
    return session.scalars(
        select(LlmConnection).where(
            LlmConnection.project_id == project_id, LlmConnection.provider == provider
        )
    ).one_or_none()


def find_connection(session: Session, project_id: str, connection_id: str) -> LlmConnection | None:
    return session.scalars(
        select(LlmConnection).where(
            LlmConnection.project_id == project_id, LlmConnection.id == connection_id
        )
    ).one_or_none()


def page_of_connections(
    session: Session, project_id: str, limit: int, offset: int
) -> tuple[list[LlmConnection], int]:
    """Newest first, and how many there are."""
    mine = LlmConnection.project_id == project_id
    total = session.scalar(select(func.count()).select_from(LlmConnection).where(mine)) or 0
    rows = session.scalars(
        select(LlmConnection)
        .where(mine)
        .order_by(LlmConnection.created_at.desc(), LlmConnection.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total
