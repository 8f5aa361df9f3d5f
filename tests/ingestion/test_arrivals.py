"""Counting what arrived: adding up, over restarts and several servers, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from gatelight.core.patch import Note, Origin, Submission
from gatelight.errors import ServiceUnavailable
from gatelight.ingest import arrivals as arrivals_module
from gatelight.ingest.arrivals import Arrivals
from gatelight.ingestion.queries import hours_since, senders_since
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.ingestion import IngestionCount

ORIGIN = Origin(public_key="pk", sdk_name="python", sdk_version="4.7", source="otel")


@pytest.fixture
def arrivals(database: Database) -> Iterator[Arrivals]:
    made = Arrivals(database, write_every=60)
    yield made
    made.close()


def sent(project_id: str = "p", origin: Origin = ORIGIN) -> Submission:
    return Submission(project_id=project_id, origin=origin)


def totals(database: Database, project_id: str = "p") -> list[tuple[str, int, int, int]]:
    since = utc_now() - timedelta(hours=2)
    return [
        (each.sdk_version, each.requests, each.refused, each.altered)
        for each in senders_since(database, project_id, since)
    ]


def test_two_servers_add_to_one_row(database: Database, arrivals: Arrivals) -> None:
    other = Arrivals(database, write_every=60)
    for each in (arrivals, other, arrivals):
        each.stored(sent())
        each.noted(
            "p", ORIGIN, [Note(kind="refused", reason="x"), Note(kind="altered", reason="y")]
        )
        each.flush()
    other.close()
    assert totals(database) == [("4.7", 3, 3, 3)]
    assert totals(database, "another") == []
    [hour] = hours_since(database, "p", utc_now() - timedelta(hours=2))
    assert (hour.public_key, hour.sdk_name, hour.refused) == ("pk", "python", 3)


def test_a_store_that_is_away_loses_no_count(
    database: Database, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivals.stored(sent())
    with monkeypatch.context() as away:
        away.setattr(arrivals, "_add", lambda taken: (_ for _ in ()).throw(ServiceUnavailable()))
        arrivals.flush()
    arrivals.stored(sent())
    arrivals.flush()
    assert totals(database) == [("4.7", 2, 0, 0)]


def test_senders_without_end_share_a_row(
    database: Database, arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals_module, "MAX_SENDERS", 3)
    for number in range(10):
        arrivals.stored(sent(origin=Origin(sdk_version=f"{number}\0\ud800" + "x" * 900)))
    arrivals.flush()
    found = totals(database)
    assert len(found) == 4
    assert sum(requests for _, requests, _, _ in found) == 10


def test_old_counts_go(database: Database, arrivals: Arrivals) -> None:
    with database.session() as session:
        session.add(
            IngestionCount(
                id="old",
                project_id="p",
                hour=utc_now() - timedelta(days=91),
                public_key="",
                sdk_name="",
                sdk_version="",
                source="api",
                requests=1,
                events=1,
                refused=0,
                altered=0,
                last_at=utc_now() - timedelta(days=91),
            )
        )
    arrivals.stored(sent())
    arrivals.flush()
    assert len(senders_since(database, "p", utc_now() - timedelta(days=365))) == 1
