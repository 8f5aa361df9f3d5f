"""A project's rows go with it, whichever table they are in."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from tests.records.release_schema import fill

from gatelight.records.base import Base
from gatelight.records.database import Database
from gatelight.records.tables.projects import Project

WITHOUT_KEY = {"ingestion_notes"}
"""Deleted by `projects.service`: notes may come in while their project goes."""


def test_every_row_of_a_deleted_project_is_deleted(database: Database) -> None:
    fill(database)
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if "project_id" in table.columns and table.name not in WITHOUT_KEY
    ]
    assert len(tables) > 10

    def filled() -> set[str]:
        with database.reader() as session:
            return {
                table.name
                for table in tables
                if session.scalar(
                    select(func.count()).select_from(table).where(table.c.project_id == "project")
                )
            }

    before = filled()
    assert {"prompt_versions", "prompt_labels", "comments", "llm_connections"} <= before
    with database.session() as session:
        session.execute(delete(Project).where(Project.id == "project"))
    assert filled() == set()
