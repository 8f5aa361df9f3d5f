from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services
from tests.postgres import (  # noqa: F401
    postgres_server,
    postgres_template,
    postgres_url,
)
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)

from gatelight.accounts import passwords
from gatelight.instance.routes import router
from gatelight.records.database import Database


@pytest.fixture
def services(database: Database, tmp_path: Path) -> SimpleNamespace:  # noqa: F811
    return make_services(database, tmp_path)


@pytest.fixture
def app(services: SimpleNamespace) -> FastAPI:
    made = make_app(services)
    made.include_router(router)
    return made


@pytest.fixture
def browser(app: FastAPI) -> Callable[[], Person]:
    """Each call is another browser."""
    return lambda: Person(TestClient(app))


@pytest.fixture
def admin(browser: Callable[[], Person]) -> Person:
    """Who signed up first."""
    return browser().sign_up("admin")


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
