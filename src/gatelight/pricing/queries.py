"""SQL of the price book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from gatelight.core.time import from_datetime, to_datetime
from gatelight.pricing.entries import PriceEntry, TierText
from gatelight.records.base import utc_now
from gatelight.records.tables.prices import PriceBookState, PriceEntryRow

_COLUMNS = tuple(PriceEntryRow.__table__.columns)
_REVISION = "revision"
_BATCH = 1000


def live_entries(session: Session, *, shared: bool) -> list[PriceEntry]:
    """Every entry in use, in order: the shared ones, or those of all projects."""
    of_project = PriceEntryRow.project_id
    rows = session.execute(
        select(*_COLUMNS)
        .where(
            PriceEntryRow.retired_at.is_(None),
            of_project.is_(None) if shared else of_project.is_not(None),
        )
        .order_by(PriceEntryRow.sequence, PriceEntryRow.created_at)
    )
    return [_entry(row) for row in rows]


def live_of_source(session: Session, source: str) -> dict[str, PriceEntry]:
    """Shared entries in use that came from `source`, by id."""
    rows = session.execute(
        select(*_COLUMNS).where(
            PriceEntryRow.project_id.is_(None),
            PriceEntryRow.source == source,
            PriceEntryRow.retired_at.is_(None),
        )
    )
    return {row.id: _entry(row) for row in rows}


def visible_entry(session: Session, project_id: str, entry_id: str) -> PriceEntry | None:
    """An entry the project can see, retired ones too."""
    row = session.execute(
        select(*_COLUMNS).where(PriceEntryRow.id == entry_id, _visible(project_id))
    ).one_or_none()
    return _entry(row) if row is not None else None


def page_of_entries(
    session: Session,
    project_id: str,
    limit: int,
    offset: int,
    *,
    search: str = "",
    own: bool = False,
) -> tuple[list[PriceEntry], int]:
    """Entries in use that the project can see, its own first, and how many there are; only those
    whose model or provider contains `search`, only the project's own ones when asked."""
    seen = and_(_visible(project_id), PriceEntryRow.retired_at.is_(None))
    if own:
        seen = and_(seen, PriceEntryRow.project_id == project_id)
    if search:
        seen = and_(
            seen,
            or_(
                PriceEntryRow.model.icontains(search, autoescape=True),
                PriceEntryRow.provider.icontains(search, autoescape=True),
            ),
        )
    total = session.execute(
        select(func.count()).select_from(PriceEntryRow).where(seen)
    ).scalar_one()
    rows = session.execute(
        select(*_COLUMNS)
        .where(seen)
        .order_by(
            PriceEntryRow.project_id.is_(None),
            PriceEntryRow.source,
            PriceEntryRow.sequence,
            PriceEntryRow.id,
        )
        .limit(limit)
        .offset(offset)
    )
    return [_entry(row) for row in rows], total


def existing_ids(session: Session, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), _BATCH // 2):
        chunk = ids[start : start + _BATCH // 2]
        found.update(
            session.execute(select(PriceEntryRow.id).where(PriceEntryRow.id.in_(chunk))).scalars()
        )
    return found


def add_entries(session: Session, entries: Iterable[PriceEntry]) -> None:
    now = utc_now()
    rows = [
        {
            "id": entry.id,
            "project_id": entry.project_id,
            "source": entry.source,
            "source_version": entry.source_version,
            "provider": entry.provider,
            "model": entry.model,
            "match": entry.match,
            "valid_from": None if entry.valid_from is None else to_datetime(entry.valid_from),
            "daily_from": entry.daily[0] if entry.daily else None,
            "daily_until": entry.daily[1] if entry.daily else None,
            "sequence": entry.sequence,
            "tiers": msgspec.to_builtins(entry.tier_texts),
            "unit": entry.unit,
            "tokenizer_id": entry.tokenizer_id,
            "tokenizer_config": entry.tokenizer_config,
            "created_at": now,
            "updated_at": now,
        }
        for entry in entries
    ]
    for start in range(0, len(rows), _BATCH):
        session.execute(insert(PriceEntryRow), rows[start : start + _BATCH])


def retire(session: Session, ids: Iterable[str]) -> None:
    """Take entries out of use; they stay readable by id."""
    listed = list(ids)
    for start in range(0, len(listed), _BATCH // 2):
        session.execute(
            update(PriceEntryRow)
            .where(PriceEntryRow.id.in_(listed[start : start + _BATCH // 2]))
            .values(retired_at=utc_now(), updated_at=utc_now())
        )


def source_version(session: Session, source: str) -> str | None:
    return _state(session, f"source:{source}")


def source_versions(session: Session) -> dict[str, str]:
    """What the shared entries were read in from: version by source."""
    rows = session.execute(
        select(PriceBookState.name, PriceBookState.value).where(
            PriceBookState.name.startswith("source:")
        )
    )
    return {name.removeprefix("source:"): value for name, value in rows}


def set_source_version(session: Session, source: str, version: str) -> None:
    session.merge(PriceBookState(name=f"source:{source}", value=version))


def revision(session: Session) -> int:
    """Number of changes the book has seen."""
    return int(_state(session, _REVISION) or 0)


def count_change(session: Session) -> None:
    """Tell every process that the book has changed."""
    session.merge(PriceBookState(name=_REVISION, value=str(revision(session) + 1)))


def _visible(project_id: str) -> ColumnElement[bool]:
    return or_(PriceEntryRow.project_id.is_(None), PriceEntryRow.project_id == project_id)


def _state(session: Session, name: str) -> str | None:
    return session.execute(
        select(PriceBookState.value).where(PriceBookState.name == name)
    ).scalar_one_or_none()


def _entry(row: Row[Any]) -> PriceEntry:
    return PriceEntry(
        id=row.id,
        project_id=row.project_id,
        source=row.source,
        source_version=row.source_version,
        provider=row.provider,
        model=row.model,
        match=row.match,
        valid_from=None if row.valid_from is None else from_datetime(row.valid_from),
        daily=None if row.daily_from is None else (row.daily_from, row.daily_until),
        sequence=row.sequence,
        tier_texts=msgspec.convert(row.tiers, list[TierText]),
        unit=row.unit,
        tokenizer_id=row.tokenizer_id,
        tokenizer_config=row.tokenizer_config,
        created_at=from_datetime(row.created_at),
        updated_at=from_datetime(row.updated_at),
        retired=row.retired_at is not None,
    )
