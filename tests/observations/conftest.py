from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.record_store import chosen_url, sqlite_template, sqlite_url  # noqa: F401
from tests.records_project import add_project
from tests.store import client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.observations.routes import router
from gatelight.pricing.book import PriceBook
from gatelight.prompts.routes import router as prompts
from gatelight.records.database import Database


@pytest.fixture
def api(engine: EventEngine, project_id: str, chosen_url: str) -> TestClient:  # noqa: F811
    """A client of the observation and prompt endpoints; the price book is empty."""
    database = Database(chosen_url)
    add_project(database, project_id)
    book = PriceBook(database, files=())
    return client_for(engine, project_id, router, prompts, prices=book, database=database)
