"""Reading what arrived, and the notes on refused and altered events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from gatelight.records.database import Database
from gatelight.records.tables.ingestion import IngestionCount, IngestionNote


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


class SenderSums(NamedTuple):
    """Who sent, and how much in some hours; times are aware UTC."""

    public_key: str
    sdk_name: str
    sdk_version: str
    source: str
    first_at: datetime
    last_at: datetime
    requests: int
    events: int
    refused: int
    altered: int


class HourSums(NamedTuple):
    """One hour's sums of one key and SDK."""

    hour: datetime
    public_key: str
    sdk_name: str
    events: int
    refused: int
    altered: int


def senders_since(database: Database, project_id: str, since: datetime) -> list[SenderSums]:
    """Everyone who sent since a time, the latest first."""
    last = func.max(IngestionCount.last_at)
    names = (
        IngestionCount.public_key,
        IngestionCount.sdk_name,
        IngestionCount.sdk_version,
        IngestionCount.source,
    )
    sums = _sums("requests", "events", "refused", "altered")
    with database.reader() as session:
        rows = session.execute(
            select(*names, func.min(IngestionCount.hour), last, *sums)
            .where(IngestionCount.project_id == project_id, IngestionCount.hour >= since)
            .group_by(*names)
            .order_by(last.desc(), *names)
        ).all()
    return [SenderSums(*row[:6], *_whole(row[6:])) for row in rows]


def hours_since(database: Database, project_id: str, since: datetime) -> list[HourSums]:
    """Sums by hour, key and SDK name, the earliest first."""
    names = (IngestionCount.hour, IngestionCount.public_key, IngestionCount.sdk_name)
    sums = _sums("events", "refused", "altered")
    with database.reader() as session:
        rows = session.execute(
            select(*names, *sums)
            .where(IngestionCount.project_id == project_id, IngestionCount.hour >= since)
            .group_by(*names)
            .order_by(*names)
        ).all()
    return [HourSums(*row[:3], *_whole(row[3:])) for row in rows]


def _sums(*columns: str) -> list[ColumnElement[int]]:
    return [func.sum(getattr(IngestionCount, column)) for column in columns]


def _whole(values: Sequence[Any]) -> list[int]:
    """PostgreSQL adds big integers up to decimals."""
    return [int(value) for value in values]
