"""Deleting a project deletes what the event store holds of it, in every table that has projects."""

from __future__ import annotations

from tests.store import Store

from gatelight.events.engine import EventEngine
from gatelight.events.project_data import delete_project_data

COUNT = "SELECT count() AS n FROM {table} WHERE project_id = {{project:String}}"


def tables_with_projects(engine: EventEngine) -> set[str]:
    rows = engine.query(
        "SELECT DISTINCT table FROM system.columns "
        "WHERE database = currentDatabase() AND name = 'project_id'"
    )
    return {row["table"] for row in rows}


def counts(engine: EventEngine, project_id: str) -> dict[str, int]:
    return {
        table: engine.query(COUNT.format(table=table), {"project": project_id})[0]["n"]
        for table in tables_with_projects(engine)
    }


def test_every_table_forgets_this_project_and_no_other(
    engine: EventEngine, project_id: str, store: Store
) -> None:
    other = Store(engine, f"{project_id}-other")
    for each in (store, other):
        each.trace()
        each.observation()
        each.score()
        each.log_record()
        each.metric_point()
    before = counts(engine, project_id)
    assert len(before) >= 5
    assert set(before.values()) == {1}, "give the new table a row here and delete it with a project"
    delete_project_data(engine, project_id)
    assert set(counts(engine, project_id).values()) == {0}
    assert set(counts(engine, other.project_id).values()) == {1}
