"""SQL of saved views."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from gatelight.records.tables.saved_views import SavedView


def views_of(session: Session, project_id: str, surface: str, user_id: str) -> list[SavedView]:
    """Those a person sees on a list: their own and the shared ones, by name."""
    return list(
        session.scalars(
            select(SavedView)
            .where(
                SavedView.project_id == project_id,
                SavedView.surface == surface,
                or_(SavedView.owner_id == user_id, SavedView.shared),
            )
            .order_by(func.lower(SavedView.name), SavedView.id)
        )
    )


def find_view(session: Session, project_id: str, view_id: str) -> SavedView | None:
    return session.scalars(
        select(SavedView).where(SavedView.project_id == project_id, SavedView.id == view_id)
    ).one_or_none()


def count_of(session: Session, project_id: str, user_id: str) -> int:
    """How many views a person keeps in a project."""
    mine = (SavedView.project_id == project_id, SavedView.owner_id == user_id)
    return session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0
