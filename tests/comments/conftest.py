from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_app import TwoProjects, client_of, services_with
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)
from tests.store import Store, engine, project_id, store  # noqa: F401

from gatelight.comments.routes import router
from gatelight.prompts.routes import router as prompts
from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project


@pytest.fixture
def projects(database: Database, tmp_path: Path, store: Store) -> TwoProjects:  # noqa: F811
    """Both projects are new ones in the event store, too."""
    mine, theirs = store.project_id, f"{store.project_id}-other"
    with database.session() as session:
        session.add(Organization(id="organization", name="Acme"))
        session.flush()
        session.add(Project(id=mine, organization_id="organization", name="Mine"))
        session.add(Project(id=theirs, organization_id="organization", name="Theirs"))
    services = services_with(database, tmp_path, events=store.engine)
    routers = (router, prompts)
    return TwoProjects(
        client_of(services, mine, *routers), client_of(services, theirs, *routers), services
    )


@pytest.fixture
def client(projects: TwoProjects) -> TestClient:
    return projects.mine
