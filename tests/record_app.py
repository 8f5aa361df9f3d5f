"""Record-store domains over HTTP: a small app with some routers, for two projects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from gatelight.accounts.dependencies import require_project_key
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.time import SystemClock
from gatelight.errors import install_error_handlers
from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project
from gatelight.settings import Settings

MINE, THEIRS = "project-mine", "project-theirs"


def add_projects(database: Database, *project_ids: str) -> None:
    """One organisation with these projects."""
    with database.session() as session:
        session.add(Organization(id="organization", name="Acme"))
        session.flush()
        for project_id in project_ids:
            session.add(Project(id=project_id, organization_id="organization", name=project_id))


def services_with(database: Database, folder: Path, **more: Any) -> SimpleNamespace:
    """Services with a real record store; `more` adds others."""
    return SimpleNamespace(
        settings=Settings(data_dir=folder / "data", _env_file=None),
        database=database,
        clock=SystemClock(),
        **more,
    )


def client_of(services: SimpleNamespace, project_id: str, *routers: APIRouter) -> TestClient:
    """A client whose key belongs to `project_id`; a 500 is an answer, not an exception."""
    app = FastAPI()
    install_error_handlers(app)
    app.state.services = services
    app.dependency_overrides[require_project_key] = lambda: ApiPrincipal(
        project_id=project_id,
        organization_id="organization",
        public_key="pk-lf-test",
        scope="project",
        sdk_name="",
        sdk_version="",
        ingestion_version="",
    )
    for router in routers:
        app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


@dataclass
class TwoProjects:
    """The same server, spoken to with the keys of two projects."""

    mine: TestClient
    theirs: TestClient
    services: SimpleNamespace


def two_projects(
    database: Database, folder: Path, *routers: APIRouter, **services: Any
) -> TwoProjects:
    add_projects(database, MINE, THEIRS)
    made = services_with(database, folder, **services)
    return TwoProjects(client_of(made, MINE, *routers), client_of(made, THEIRS, *routers), made)
