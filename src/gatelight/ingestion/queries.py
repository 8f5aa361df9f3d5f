"""Reading the notes on refused and altered events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from gatelight.records.database import Database
from gatelight.records.tables.ingestion import IngestionNote


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes, and which page of them (`page` from 1, `limit` notes a page). "" and None do
    not filter; times are from (inclusive) and to (exclusive)."""

    page: int
    limit: int
    kind: str = ""
    event_id: str = ""
    entity_id: str = ""
    from_time: datetime | None = None
    to_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotePage:
    notes: list[IngestionNote]
    total: int


def notes_page(database: Database, project_id: str, wanted: NoteFilter) -> NotePage:
    """One page of a project's notes, newest first, and how many there are."""
    conditions = _conditions(project_id, wanted)
    with database.reader() as session:
        total = session.scalar(select(func.count()).select_from(IngestionNote).where(*conditions))
        notes = session.scalars(
            select(IngestionNote)
            .where(*conditions)
            .order_by(IngestionNote.at.desc(), IngestionNote.id.desc())
            .offset((wanted.page - 1) * wanted.limit)
            .limit(wanted.limit)
        )
        return NotePage(notes=list(notes), total=total or 0)


def _conditions(project_id: str, wanted: NoteFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [IngestionNote.project_id == project_id]
    if wanted.kind:
        conditions.append(IngestionNote.kind == wanted.kind)
    if wanted.event_id:
        conditions.append(IngestionNote.event_id == wanted.event_id)
    if wanted.entity_id:
        conditions.append(IngestionNote.entity_id == wanted.entity_id)
    if wanted.from_time:
        conditions.append(IngestionNote.at >= wanted.from_time)
    if wanted.to_time:
        conditions.append(IngestionNote.at < wanted.to_time)
    return conditions
