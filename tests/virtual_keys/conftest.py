from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.account_app import make_services
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import database, database_url, sqlite_template, sqlite_url  # noqa: F401

from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project


@pytest.fixture
def services(database: Database, tmp_path: Path) -> SimpleNamespace:  # noqa: F811
    """A real record store with the projects `project` and `other`."""
    with database.session() as session:
        session.add(Organization(id="org", name="Org"))
        session.flush()
        session.add(Project(id="project", organization_id="org", name="Project"))
        session.add(Project(id="other", organization_id="org", name="Other"))
    return make_services(database, tmp_path)
