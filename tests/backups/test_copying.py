"""Rows of the record store as lines and back: exact, across databases, and from older schemas."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from tests.record_store import BOTH

from gatelight.records.copying import load, project_ids, snapshot
from gatelight.records.database import Database
from gatelight.records.migrate import SchemaTooNewError, upgrade
from gatelight.records.tables.instance import InstanceChoice
from gatelight.records.tables.jobs import Job
from gatelight.records.tables.projects import Organization, Project

MOMENT = datetime(2026, 5, 28, 20, 26, 40, 123456, UTC)
OLD = "0031"
"""A schema before the present one."""


@pytest.fixture(params=BOTH)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/target/records.db")
    return Database(request.getfixturevalue("empty_postgres_url"))


def lines_of(database: Database) -> tuple[str, dict[str, list[bytes]]]:
    with snapshot(database) as found:
        return found.revision, {name: list(found.lines(name)) for name in found.table_names}


def test_rows_are_the_same_in_another_database(database: Database, target: Database) -> None:
    details = {"é": [1, None, 0.1, "😀 \u0000"], "none": None}
    with database.session() as session:
        session.add(Organization(id="org", name="O", created_at=MOMENT))
        session.flush()
        session.add(Project(id="p", organization_id="org", name="P", details=details))
        session.add(Job(kind="other", payload={"a": 1}, run_at=MOMENT))
        session.add(Job(kind="backup", payload={}, run_at=MOMENT))
    revision, lines = lines_of(database)
    load(target, revision, lines, replace=False)
    assert lines_of(target) == (revision, lines)
    with target.reader() as session:
        project = session.get(Project, "p")
        assert project is not None and project.details == details
        organization = session.get(Organization, "org")
        assert organization is not None and organization.created_at == MOMENT
        # restored, the backup's own job would run again
        assert [job.kind for job in session.scalars(select(Job))] == ["other"]
    load(target, revision, lines, replace=True)
    assert project_ids(target) == ["p"]
    target.close()


def test_a_view_does_not_see_what_comes_later(database: Database) -> None:
    with snapshot(database) as found:
        with database.session() as session:
            session.add(Organization(id="later", name="L"))
        assert list(found.lines("organizations")) == []


def test_an_older_schema_is_brought_to_this_one(target: Database, tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path}/old.db")
    with old.migrating() as connection:
        upgrade(connection, OLD)
        connection.execute(
            text(
                "INSERT INTO organizations (id, name, created_at, updated_at, metadata) "
                "VALUES ('o', 'Old', :at, :at, '{}')"
            ),
            {"at": "2026-01-01 00:00:00.000000"},
        )
    revision, lines = lines_of(old)
    assert revision == OLD
    load(target, revision, lines, replace=False)
    assert lines_of(target)[0] > OLD
    with target.reader() as session:
        assert session.get(Organization, "o") is not None
        assert list(session.scalars(select(InstanceChoice))) == []
    with pytest.raises(SchemaTooNewError, match="newer Gatelight"):
        load(target, "9999", lines, replace=True)
    with target.reader() as session:  # nothing was touched
        assert session.get(Organization, "o") is not None
    target.close()
    old.close()
