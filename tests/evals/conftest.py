from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_app import TwoProjects, two_projects
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)

from gatelight.evals.routes import router
from gatelight.evals.stable_routes import router as stable
from gatelight.records.database import Database


@pytest.fixture
def projects(database: Database, tmp_path: Path) -> TwoProjects:  # noqa: F811
    return two_projects(database, tmp_path, router, stable)


@pytest.fixture
def client(projects: TwoProjects) -> TestClient:
    return projects.mine
