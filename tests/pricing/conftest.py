from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import database, database_url, sqlite_template, sqlite_url  # noqa: F401

from gatelight.pricing.book import PriceBook
from gatelight.pricing.types import PricingRequest
from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project

NOVEMBER = 1_795_000_000_000_000
"""2026-11-18T07:06:40Z"""


def usd(text: str) -> Decimal:
    return Decimal(text)


def request(**changes: Any) -> PricingRequest:
    values: dict[str, Any] = {
        "project_id": "project-a",
        "model": "gpt-4o-mini",
        "type": "GENERATION",
        "level": "DEFAULT",
        "start_time": NOVEMBER,
        "usage_details": {},
        "cost_details": {},
        "model_parameters": {},
        "metadata": {},
    }
    return PricingRequest(**(values | changes))


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A record store with the whole shipped book; tests only read it."""
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('book') / 'records.db'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def book(shared_database: Database) -> PriceBook:
    made = PriceBook(shared_database)
    made.load()
    return made


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[Database]:
    """A record store a test may change, with two projects and an empty book."""
    opened = Database(f"sqlite:///{tmp_path / 'records.db'}")
    opened.migrate()
    with opened.session() as session:
        session.add(Organization(id="org", name="Org"))
        session.flush()
        for project_id in ("project-a", "project-b"):
            session.add(Project(id=project_id, organization_id="org", name=project_id))
    yield opened
    opened.close()
