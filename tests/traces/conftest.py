from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.record_store import sqlite_template, sqlite_url  # noqa: F401
from tests.store import FixedClock, client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.ingest.commit import Committer
from gatelight.ingest.writer import EventWriter
from gatelight.pricing.book import PriceBook
from gatelight.records.database import Database
from gatelight.traces.routes import router


@pytest.fixture
def book(sqlite_url: str) -> PriceBook:  # noqa: F811
    """An empty price book."""
    return PriceBook(Database(sqlite_url), files=())


@pytest.fixture
def writer(engine: EventEngine, book: PriceBook) -> Iterator[EventWriter]:  # noqa: F811
    started = EventWriter(
        Committer(engine, book, FixedClock()),
        lambda project, origin, notes: None,
        max_events=1000,
        max_bytes=10**7,
    )
    started.start()
    yield started
    started.stop()


@pytest.fixture
def api(
    engine: EventEngine,  # noqa: F811
    project_id: str,  # noqa: F811
    writer: EventWriter,
    book: PriceBook,
) -> TestClient:
    """A client of the trace endpoints."""
    return client_for(engine, project_id, router, prices=book, writer=writer)
