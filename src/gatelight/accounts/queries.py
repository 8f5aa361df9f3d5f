"""SQL of people."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from gatelight.records.tables.accounts import User


def names_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Name, else e-mail, by user id; unknown ids are absent."""
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(ids)))
    return {row.id: row.name or row.email for row in rows}
