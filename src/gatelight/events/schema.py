"""The event store's schema as numbered steps, applied in order at start, forward only.

Layout: rows sort by project, minute and trace, so that one trace is one short range; small granules
make such reads cheap (see docs/architecture.md). The projections find a row's place by id: they are
written with the part itself, so an id can never be known without its row.
"""

from __future__ import annotations

from dataclasses import dataclass

from gatelight.events.columns import (
    LOG_RECORD_COLUMNS,
    METRIC_POINT_COLUMNS,
    OBSERVATION_COLUMNS,
    SCORE_COLUMNS,
    TRACE_COLUMNS,
    Column,
)

TABLES: dict[str, tuple[Column, ...]] = {
    "observations": OBSERVATION_COLUMNS,
    "traces": TRACE_COLUMNS,
    "scores": SCORE_COLUMNS,
    "log_records": LOG_RECORD_COLUMNS,
    "metric_points": METRIC_POINT_COLUMNS,
}
"""Every table of events with its columns."""

_TABLE_SETTINGS = (
    "index_granularity = 1024, "
    "min_bytes_for_wide_part = 33554432, "
    "fsync_after_insert = 1, fsync_part_directory = 1, "
    "deduplicate_merge_projection_mode = 'rebuild'"
)


@dataclass(frozen=True, slots=True)
class Table:
    """`time` is the column that partitions and sorts, `order` what follows the minute in the
    sorting key, `projections` the other orders kept. `shard`: rows that agree on it are on one
    shard of a cluster, so all versions of a row must. `granule_bytes`: about what is read for one
    row with its payload; every scan pays for each granule it passes."""

    name: str
    time: str
    order: str
    projections: str
    shard: str = "id"
    granule_bytes: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Derived:
    """A column of `table` that the store makes of others, at the insert and in merges; of rows
    stored before it was added, when it is read."""

    table: str
    name: str
    clickhouse: str
    made_of: str


@dataclass(frozen=True, slots=True)
class Reordered:
    """Another order kept of the rows of `table`, in place of projection `replaces`. Rows stored
    before get it in the background; until then they are found, but slowly."""

    table: str
    name: str
    columns: str
    order: str
    replaces: str


def _by(name: str, columns: str, order: str) -> str:
    return f"PROJECTION {name} (SELECT {columns} ORDER BY {order})"


STEPS: tuple[tuple[int, Table | Derived | Reordered], ...] = (
    (
        1,
        Table(
            "observations",
            "start_time",
            "trace_id, id",
            _by("by_id", "project_id, id, trace_id, start_time", "project_id, id")
            + ", "
            + _by("by_trace", "project_id, trace_id, start_time", "project_id, trace_id"),
            shard="trace_id",
        ),
    ),
    (
        2,
        Table(
            "traces",
            "timestamp",
            "id",
            _by("by_id", "project_id, id, timestamp", "project_id, id")
            + ", "
            + _by("by_session", "project_id, session_id, timestamp, id", "project_id, session_id"),
            # lists show payload of traces far apart
            granule_bytes=1 << 18,
        ),
    ),
    (
        3,
        Table(
            "scores",
            "timestamp",
            "id",
            _by("by_id", "project_id, id, timestamp", "project_id, id")
            + ", "
            + _by("by_trace", "project_id, trace_id, timestamp, id", "project_id, trace_id"),
        ),
    ),
    (
        4,
        Table(
            "log_records",
            "timestamp",
            "id",
            _by("by_trace", "project_id, trace_id, timestamp", "project_id, trace_id")
            + ", "
            + _by("by_session", "project_id, session_id, timestamp", "project_id, session_id"),
        ),
    ),
    (
        5,
        Table(
            "metric_points",
            "timestamp",
            "id",
            _by("by_session", "project_id, session_id, timestamp", "project_id, session_id"),
        ),
    ),
    (
        6,
        # a number read from a map costs four times as much as from a column
        Derived(
            "observations",
            "total_tokens",
            "Nullable(UInt64)",
            "if(empty(usage_details), NULL, usage_details['total'])",
        ),
    ),
    (
        7,
        # all that a list says of a trace's observations (`traces.trace_summaries`)
        Reordered(
            "observations",
            "summary_by_trace",
            "project_id, trace_id, start_time, id, end_time, total_cost, input_length, "
            "output_length, row_version, is_deleted",
            "project_id, trace_id",
            replaces="by_trace",
        ),
    ),
)
"""The schema's steps, each with the table it makes, or the column or order it adds."""


class Layout:
    """How tables lie in the store: plain, or on a cluster as a local table on each replica and one
    over all shards, under the name that reads and inserts use."""

    def __init__(self, cluster: str = "") -> None:
        self._on = f" ON CLUSTER '{cluster}'" if cluster else ""
        self._cluster = cluster

    def stored(self, name: str) -> str:
        """What an ALTER of the stored rows of `name` is about."""
        return f"{name}_local{self._on}" if self._cluster else name

    def stored_name(self, name: str) -> str:
        """Name of the table that has the parts."""
        return f"{name}_local" if self._cluster else name

    def apply(self, made: Table | Derived | Reordered) -> list[str]:
        """The commands of one step; doing them again changes nothing."""
        match made:
            case Table():
                return self.create(made)
            case Derived():
                return self.add(made)
            case Reordered():
                return self.reorder(made)

    def add(self, column: Derived) -> list[str]:
        added = f"ADD COLUMN IF NOT EXISTS `{column.name}` {column.clickhouse}"
        commands = [
            f"ALTER TABLE {self.stored(column.table)} {added} MATERIALIZED {column.made_of}"
        ]
        if self._cluster:
            commands.append(f"ALTER TABLE {column.table}{self._on} {added}")
        return commands

    def reorder(self, made: Reordered) -> list[str]:
        alter = f"ALTER TABLE {self.stored(made.table)}"
        return [
            f"{alter} ADD PROJECTION IF NOT EXISTS {made.name} "
            f"(SELECT {made.columns} ORDER BY {made.order})",
            f"{alter} MATERIALIZE PROJECTION {made.name}",
            f"{alter} DROP PROJECTION IF EXISTS {made.replaces}",
        ]

    def create(self, table: Table) -> list[str]:
        body = ", ".join(f"`{each.name}` {each.clickhouse}" for each in TABLES[table.name])
        made = [
            f"CREATE TABLE IF NOT EXISTS {self.stored(table.name)} ({body}, {table.projections}) "
            f"ENGINE = {self._engine(table.name, 'ReplacingMergeTree', 'row_version, is_deleted')} "
            f"PARTITION BY toYYYYMM({table.time}) "
            f"ORDER BY (project_id, toStartOfMinute({table.time}), {table.order}) "
            f"SETTINGS index_granularity_bytes = {table.granule_bytes}, {_TABLE_SETTINGS}"
        ]
        if self._cluster:
            made.append(
                f"CREATE TABLE IF NOT EXISTS {table.name}{self._on} AS {table.name}_local "
                f"ENGINE = Distributed('{self._cluster}', currentDatabase(), "
                f"'{table.name}_local', cityHash64(project_id, {table.shard}))"
            )
        return made

    def create_steps_table(self) -> str:
        """The table that remembers which steps were applied: whole on every node."""
        path = "'/clickhouse/tables/{database}/schema_steps', '{shard}-{replica}'"
        engine = f"ReplicatedMergeTree({path})" if self._cluster else "MergeTree"
        return (
            f"CREATE TABLE IF NOT EXISTS schema_steps{self._on} "
            "(step UInt32, applied_at DateTime DEFAULT now()) "
            f"ENGINE = {engine} ORDER BY step"
        )

    def drop(self) -> list[str]:
        names = ["schema_steps", *TABLES]
        if self._cluster:
            names += [self.stored_name(name) for name in TABLES]
        return [f"DROP TABLE IF EXISTS {name}{self._on} SYNC" for name in names]

    def _engine(self, name: str, kind: str, columns: str) -> str:
        if not self._cluster:
            return f"{kind}({columns})"
        # the macros are ClickHouse's own, set on each node
        path = f"'/clickhouse/tables/{{shard}}/{{database}}/{name}'"
        return f"Replicated{kind}({path}, '{{replica}}', {columns})"
