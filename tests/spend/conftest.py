from __future__ import annotations

import pytest
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import database, database_url, sqlite_template, sqlite_url  # noqa: F401

from gatelight.core.time import Micros
from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project

NOON: Micros = 1_795_003_200_000_000
"""2026-11-18T12:00:00Z, a Wednesday."""


class FixedClock:
    def __init__(self, now: Micros = NOON) -> None:
        self.time = now

    def now(self) -> Micros:
        return self.time


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def project(database: Database) -> str:  # noqa: F811
    with database.session() as session:
        session.add(Organization(id="org", name="Org"))
        session.add(Project(id="project", organization_id="org", name="Project"))
    return "project"
