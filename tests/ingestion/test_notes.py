"""Notes are bounded, whatever the flood, and never hold up who keeps them."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from gatelight.core.patch import Note, Origin
from gatelight.errors import ServiceUnavailable
from gatelight.ingest.notes import MAX_WAITING, NoteStore
from gatelight.records.tables.ingestion import IngestionNote

ORIGIN = Origin(public_key="pk", sdk_name="python", sdk_version="5", source="otel")


@pytest.fixture
def store(database):
    store = NoteStore(database, 10)
    yield store
    store.close()


def refused(n: int) -> Note:
    return Note(kind="refused", reason=f"reason {n}", event_id=f"e{n}")


def kept(database, project="p"):
    with database.reader() as session:
        rows = session.scalars(
            select(IngestionNote)
            .where(IngestionNote.project_id == project)
            .order_by(IngestionNote.at)
        )
        return [row.event_id for row in rows]


def test_notes_read_back_in_order_with_their_origin(store, database):
    store.keep("p", ORIGIN, [refused(n) for n in range(5)])
    store.keep("other", ORIGIN, [refused(9)])
    store.flush()
    assert kept(database) == [f"e{n}" for n in range(5)]
    assert kept(database, "other") == ["e9"]
    with database.reader() as session:
        row = session.scalars(select(IngestionNote).where(IngestionNote.event_id == "e0")).one()
    assert (row.public_key, row.sdk_name, row.sdk_version, row.source) == (
        "pk",
        "python",
        "5",
        "otel",
    )


def test_the_oldest_go_first_and_other_projects_keep_theirs(store, database):
    store.keep("other", ORIGIN, [refused(0)])
    for n in range(60):
        store.keep("p", ORIGIN, [refused(n)])
        store.flush()
    found = kept(database)
    assert found[-10:] == [f"e{n}" for n in range(50, 60)]
    assert len(found) <= 10 + 1
    assert kept(database, "other") == ["e0"]


def test_a_flood_is_counted(database):
    store = NoteStore(database, 100_000)
    flood = [Note(kind="refused", reason="same") for _ in range(MAX_WAITING + 1_234)]
    store.keep("p", ORIGIN, flood)
    store.keep("p", ORIGIN, [refused(n) for n in range(1_000)])
    store.close()
    with database.reader() as session:
        reasons = list(session.scalars(select(IngestionNote.reason).order_by(IngestionNote.at)))
        total = session.scalar(select(func.count()).select_from(IngestionNote))
    assert total is not None and total < MAX_WAITING * 2 + 120
    sums = [int(r.split()[0].replace(",", "")) for r in reasons if "more in the same moment" in r]
    assert sum(sums) + total - len(sums) == MAX_WAITING + 1_234 + 1_000


def test_texts_no_store_takes_are_made_storable(store, database):
    note = Note(kind="altered", reason="\0" + "r" * 5_000, detail="\ud800", event_id="x" * 2_000)
    store.keep("p", ORIGIN, [note])
    store.flush()
    with database.reader() as session:
        row = session.scalars(select(IngestionNote)).one()
    assert row.reason.startswith("\ufffdrrr") and len(row.reason) == 1_000
    assert len(row.event_id) == 800 and row.detail


def test_a_store_that_is_down_loses_nothing(store, database, monkeypatch):
    session = database.session

    @contextmanager
    def down():
        raise ServiceUnavailable
        yield

    monkeypatch.setattr(database, "session", down)
    store.keep("p", ORIGIN, [refused(1)])
    store.flush()
    monkeypatch.setattr(database, "session", session)
    store.keep("p", ORIGIN, [refused(2)])
    store.flush()
    assert kept(database) == ["e1", "e2"]
