from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.record_store import sqlite_template, sqlite_url  # noqa: F401
from tests.store import client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.observations.routes import router
from gatelight.pricing.book import PriceBook
from gatelight.records.database import Database


@pytest.fixture
def api(engine: EventEngine, project_id: str, sqlite_url: str) -> TestClient:  # noqa: F811
    """A client of the observation endpoints; the price book is empty."""
    book = PriceBook(Database(sqlite_url), files=())
    return client_for(engine, project_id, router, prices=book)
