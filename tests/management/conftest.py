from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from tests.account_app import make_app, make_services
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)

from gatelight.accounts.roles import Role
from gatelight.accounts.service import create_user
from gatelight.management.routes import router as management
from gatelight.projects.keys import create_key
from gatelight.projects.members import set_member
from gatelight.records.database import Database
from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import Organization
from gatelight.scim.routes import router as scim


@pytest.fixture
def services(database: Database, tmp_path: Path) -> SimpleNamespace:  # noqa: F811
    return make_services(database, tmp_path)


@pytest.fixture
def with_key(services: SimpleNamespace) -> Callable[[str], TestClient]:
    """A client with the key of an organization, which is made with an owner."""
    app = make_app(services)
    app.include_router(management)
    app.include_router(scim)

    def client(organization_id: str) -> TestClient:
        with services.database.session() as session:
            session.add(Organization(id=organization_id, name=organization_id))
        owner = person(services, f"owner@{organization_id}.example")
        set_member(services, organization_id, owner.id, Role.OWNER)
        key, secret = create_key(services, organization_id=organization_id)
        made = TestClient(app, raise_server_exceptions=False)
        made.auth = (key.public_key, secret)
        return made

    return client


@pytest.fixture
def acme(with_key: Callable[[str], TestClient]) -> TestClient:
    return with_key("acme")


@pytest.fixture
def rival(with_key: Callable[[str], TestClient]) -> TestClient:
    return with_key("rival")


def person(services: SimpleNamespace, email: str) -> User:
    return create_user(services, email=email, name="Ada", password="correct horse battery")


@pytest.fixture
def ada(services: SimpleNamespace) -> User:
    return person(services, "ada@example.com")
