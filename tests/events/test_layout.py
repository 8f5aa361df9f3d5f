"""DDL of a cluster: what is replicated and what is spread. The embedded engine parses it; making
the tables needs a real cluster."""

from __future__ import annotations

import pytest

from gatelight.events.engine import EventEngine
from gatelight.events.schema import STEPS, TABLES, Derived, Layout, Reordered, Table

MADE = [made for _, made in STEPS if isinstance(made, Table)]


def test_a_cluster_has_a_local_and_a_spread_table(engine: EventEngine) -> None:
    layout = Layout("main")
    for table in MADE:
        local, spread = layout.create(table)
        assert f"{table.name}_local ON CLUSTER 'main' (" in local
        assert (
            "ReplicatedReplacingMergeTree("
            f"'/clickhouse/tables/{{shard}}/{{database}}/{table.name}', '{{replica}}', "
            "row_version, is_deleted)" in local
        )
        assert f"TABLE IF NOT EXISTS {table.name} ON CLUSTER 'main' AS" in spread
        assert f"cityHash64(project_id, {table.shard})" in spread
        for sql in (local, spread):
            engine.query(f"EXPLAIN AST {sql}")
    engine.query(f"EXPLAIN AST {layout.create_steps_table()}")
    assert layout.stored("traces") == "traces_local ON CLUSTER 'main'"
    dropped = " ".join(layout.drop())
    assert all(f" {name} ON" in dropped and f" {name}_local ON" in dropped for name in TABLES)


def test_versions_of_a_row_share_a_shard() -> None:
    """What spreads rows is part of what tells them apart: else an update would leave the old one
    on another shard."""
    for table in MADE:
        assert table.shard in table.order.split(", ")


@pytest.mark.parametrize("name", TABLES)
def test_without_a_cluster_tables_are_plain(name: str) -> None:
    assert Layout().stored(name) == name
    table = next(table for table in MADE if table.name == name)
    (sql,) = Layout().create(table)
    assert "ENGINE = ReplacingMergeTree(row_version, is_deleted)" in sql
    assert "CLUSTER" not in sql


def test_a_column_is_added_where_rows_are_stored_and_where_they_are_read() -> None:
    column = Derived("traces", "size", "UInt64", "length(id)")
    added = "ADD COLUMN IF NOT EXISTS `size` UInt64"
    assert Layout().apply(column) == [f"ALTER TABLE traces {added} MATERIALIZED length(id)"]
    assert Layout("main").apply(column) == [
        f"ALTER TABLE traces_local ON CLUSTER 'main' {added} MATERIALIZED length(id)",
        f"ALTER TABLE traces ON CLUSTER 'main' {added}",
    ]


def test_an_order_takes_the_place_of_another_where_rows_are_stored(engine: EventEngine) -> None:
    made = Reordered("traces", "by_name", "project_id, name, id", "name", replaces="by_id")
    for layout, place in (
        (Layout(), "traces"),
        (Layout("main"), "traces_local ON CLUSTER 'main'"),
    ):
        commands = layout.apply(made)
        assert commands == [
            f"ALTER TABLE {place} ADD PROJECTION IF NOT EXISTS by_name "
            "(SELECT project_id, name, id ORDER BY name)",
            f"ALTER TABLE {place} MATERIALIZE PROJECTION by_name",
            f"ALTER TABLE {place} DROP PROJECTION IF EXISTS by_id",
        ]
        for sql in commands:
            engine.query(f"EXPLAIN AST {sql}")
