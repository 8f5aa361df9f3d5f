from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.record_store import chosen_url, sqlite_template, sqlite_url  # noqa: F401
from tests.records_project import add_project
from tests.store import FixedClock, client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.ingest.commit import Committer
from gatelight.ingest.writer import EventWriter
from gatelight.pricing.book import PriceBook
from gatelight.prompts.routes import router as prompts
from gatelight.records.database import Database
from gatelight.traces.routes import router


@pytest.fixture
def database(chosen_url: str) -> Database:  # noqa: F811
    return Database(chosen_url)


@pytest.fixture
def book(database: Database) -> PriceBook:
    """An empty price book."""
    return PriceBook(database, files=())


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
    database: Database,
    book: PriceBook,
) -> TestClient:
    """A client of the trace and prompt endpoints."""
    add_project(database, project_id)
    more = {"prices": book, "writer": writer, "database": database}
    return client_for(engine, project_id, router, prompts, **more)
