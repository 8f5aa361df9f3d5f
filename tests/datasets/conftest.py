from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)
from tests.records_project import add_project
from tests.store import client_for, engine, project_id, store  # noqa: F401

from gatelight.datasets.routes import router
from gatelight.events.engine import EventEngine
from gatelight.records.database import Database
from gatelight.settings import Settings

ClientOf = Callable[[str], httpx.Client]


@pytest.fixture
def client_of(engine: EventEngine, database: Database, tmp_path: Path) -> ClientOf:  # noqa: F811
    """A client with the key of a project, which is made."""

    settings = Settings(data_dir=tmp_path, _env_file=None)

    def make(name: str) -> httpx.Client:
        add_project(database, name)
        return client_for(engine, name, router, database=database, settings=settings)

    return make


@pytest.fixture
def client(client_of: ClientOf, project_id: str) -> httpx.Client:  # noqa: F811
    return client_of(project_id)


@pytest.fixture
def stranger(client_of: ClientOf) -> httpx.Client:
    return client_of(f"stranger-{uuid.uuid4()}")
