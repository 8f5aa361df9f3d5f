"""The record store for tests, migrated and empty, once on SQLite and once on PostgreSQL.

Import the fixtures in a conftest:
`from tests.postgres import postgres_server, postgres_template, postgres_url` and
`from tests.record_store import database, database_url, sqlite_template, sqlite_url`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatelight.records.database import Database
from tests.postgres import chosen_database

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.long)]
"""The kinds of record store, as parameters of a fixture."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the present schema."""
    path = tmp_path_factory.mktemp("records") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a database file with the present schema and nothing in it."""
    path = tmp_path / "records.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def chosen_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a migrated, empty record store of the kind this run is on."""
    url: str = chosen_database(tmp_path) or request.getfixturevalue("sqlite_url")
    return url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a migrated, empty record store; every test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()
