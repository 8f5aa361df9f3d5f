"""A project in a record store, for tests of domains that keep their data there."""

from __future__ import annotations

from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project


def add_project(database: Database, project_id: str) -> None:
    """The project and an organisation of its own."""
    with database.session() as session:
        organization = Organization(name="Acme")
        session.add(organization)
        session.flush()
        session.add(Project(id=project_id, organization_id=organization.id, name=project_id))
