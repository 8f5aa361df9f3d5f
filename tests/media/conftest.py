from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from tests.bucket import endpoint  # noqa: F401
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)
from tests.records_project import add_project
from tests.store import client_for

from gatelight.datasets.routes import router as datasets
from gatelight.media.routes import router as media
from gatelight.records.database import Database
from gatelight.settings import Settings

ClientOf = Callable[[str], httpx.Client]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", media_max_bytes=10_000, _env_file=None)


@pytest.fixture
def client_of(database: Database, settings: Settings) -> ClientOf:  # noqa: F811
    """A client with the key of a project, which is made. No media route reads events."""

    def make(name: str) -> httpx.Client:
        add_project(database, name)
        events = cast(Any, None)
        return client_for(events, name, datasets, media, database=database, settings=settings)

    return make


@pytest.fixture
def client(client_of: ClientOf) -> httpx.Client:
    return client_of(f"project/../{uuid.uuid4()}")


@pytest.fixture
def stranger(client_of: ClientOf) -> httpx.Client:
    return client_of(f"stranger-{uuid.uuid4()}")
