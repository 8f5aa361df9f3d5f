"""Whole tables of a project, oldest first, in pieces that fit in memory.

A first query counts rows and bytes minute by minute; minutes next to each other are then read
together until a piece is full. That reads every row once, by the tables' own order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.events.columns import (
    OBSERVATION_COLUMNS,
    SCORE_COLUMNS,
    TRACE_COLUMNS,
    Column,
)
from gatelight.events.engine import EventEngine, selected
from gatelight.events.reading import DAY, MINUTE, fetch, minutes_of

PIECE_ROWS = 1000
PIECE_BYTES = 16 * 1024 * 1024
"""Characters of input and output; metadata comes on top."""

_KEPT_BACK = frozenset(
    {"input_preview", "output_preview", "merge_log", "event_time", "row_version", "is_deleted"}
)
"""The store's own bookkeeping."""

_WITHIN = (
    "project_id = {project_id:String} "
    "AND toStartOfMinute(%(time)s) >= fromUnixTimestamp64Micro({low_minute:Int64}, 'UTC') "
    "AND %(time)s >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
    "AND %(time)s < fromUnixTimestamp64Micro({high:Int64}, 'UTC')"
)


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported of a kind of event; `time` is what it is ordered by."""

    name: str
    time: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """Types of the answer: as stored, flags as booleans."""
        return pa.schema([(column.name, _arrow_type(column)) for column in self.columns])

    @property
    def size(self) -> str:
        names = {column.name for column in self.columns}
        return "input_length + output_length" if "input_length" in names else "length(comment)"


def _exported(name: str, time: str, columns: Sequence[Column]) -> Table:
    return Table(name, time, tuple(each for each in columns if each.name not in _KEPT_BACK))


def _arrow_type(column: Column) -> pa.DataType:
    return pa.bool_() if column.clickhouse == "UInt8" else column.arrow


TABLES: dict[str, Table] = {
    "traces": _exported("traces", "timestamp", TRACE_COLUMNS),
    "observations": _exported("observations", "start_time", OBSERVATION_COLUMNS),
    "scores": _exported("scores", "timestamp", SCORE_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Times from `low` (inclusive) to `high` (exclusive)."""

    low: Micros = MIN_MICROS
    high: Micros = MAX_MICROS


def rows_by_day(
    engine: EventEngine, project_id: str, table: Table, wanted: Range
) -> list[tuple[Micros, int]]:
    """Days (their first moment, UTC) that have rows, oldest first, and how many."""
    found = fetch(
        engine,
        f"SELECT toUnixTimestamp(toStartOfDay({table.time}, 'UTC')) AS day, count() AS rows "
        f"FROM {table.name} FINAL WHERE {_WITHIN % {'time': table.time}} GROUP BY day ORDER BY day",
        _values(project_id, wanted),
    )
    return [(int(row["day"]) * 1_000_000, int(row["rows"])) for row in found]


def pieces(engine: EventEngine, project_id: str, table: Table, wanted: Range) -> Iterator[pa.Table]:
    """Every row in the range as Arrow tables of `table.schema`, oldest minute first.

    Raises Unprocessable when one piece takes the engine too long.
    """
    for day, _ in rows_by_day(engine, project_id, table, wanted):
        part = Range(max(day, wanted.low), min(day + DAY, wanted.high))
        for piece, ids in _plan(engine, project_id, table, part):
            yield _read(engine, project_id, table, piece, ids)


def _plan(
    engine: EventEngine, project_id: str, table: Table, part: Range
) -> Iterator[tuple[Range, list[str] | None]]:
    """Ranges of one piece each; with ids where a single minute is more than one piece."""
    minutes = fetch(
        engine,
        f"SELECT toUnixTimestamp(toStartOfMinute({table.time})) AS minute, count() AS rows, "
        f"sum({table.size}) AS bytes FROM {table.name} FINAL "
        f"WHERE {_WITHIN % {'time': table.time}} GROUP BY minute ORDER BY minute",
        _values(project_id, part),
    )
    start, rows, size = part.low, 0, 0
    for found in minutes:
        minute = int(found["minute"]) * 1_000_000
        if rows and not _fits(rows + found["rows"], size + found["bytes"]):
            yield Range(start, minute), None
            start, rows, size = minute, 0, 0
        if not _fits(found["rows"], found["bytes"]):
            crowded = Range(max(minute, part.low), min(minute + MINUTE, part.high))
            for ids in _split(engine, project_id, table, crowded):
                yield crowded, ids
            start, rows, size = crowded.high, 0, 0
            continue
        rows += found["rows"]
        size += found["bytes"]
    if rows:
        yield Range(start, part.high), None


def _fits(rows: int, size: int) -> bool:
    return rows <= PIECE_ROWS and size <= PIECE_BYTES


def _split(
    engine: EventEngine, project_id: str, table: Table, minute: Range
) -> Iterator[list[str]]:
    """The ids of a crowded minute in groups of one piece."""
    keys = fetch(
        engine,
        f"SELECT id, sum({table.size}) AS bytes FROM {table.name} FINAL "
        f"WHERE {_WITHIN % {'time': table.time}} GROUP BY id ORDER BY min({table.time}), id",
        _values(project_id, minute),
    )
    group: list[str] = []
    size = 0
    for key in keys:
        if group and not _fits(len(group) + 1, size + key["bytes"]):
            yield group
            group, size = [], 0
        group.append(key["id"])
        size += key["bytes"]
    if group:
        yield group


def _read(
    engine: EventEngine, project_id: str, table: Table, part: Range, ids: list[str] | None
) -> pa.Table:
    named = "" if ids is None else " AND id IN {ids:Array(String)}"
    found = engine.columns(
        f"SELECT {selected([column.name for column in table.columns])} FROM {table.name} FINAL "
        f"WHERE {_WITHIN % {'time': table.time}}{named} ORDER BY {table.time}, id",
        _values(project_id, part) | ({} if ids is None else {"ids": ids}),
    )
    return _as_exported(table, found)


def read_rows(
    engine: EventEngine,
    project_id: str,
    table: Table,
    *,
    ids: Sequence[str],
    trace_ids: Sequence[str] | None,
    times: Sequence[Micros],
    order: str,
) -> pa.Table:
    """Whole rows of some ids that lie at `times`, as a table of `table.schema`."""
    named = "" if trace_ids is None else "AND trace_id IN {trace_ids:Array(String)} "
    found = engine.columns(
        f"SELECT {selected([column.name for column in table.columns])} FROM {table.name} FINAL "
        "WHERE project_id = {project_id:String} "
        f"AND toStartOfMinute({table.time}) IN {{minutes:Array(DateTime('UTC'))}} "
        f"{named}AND id IN {{ids:Array(String)}} ORDER BY {order}, id DESC",
        {
            "project_id": project_id,
            "minutes": minutes_of(times),
            "ids": list(ids),
            "trace_ids": list(trace_ids or ()),
        },
    )
    return _as_exported(table, found)


def _as_exported(table: Table, found: pa.Table) -> pa.Table:
    columns = [
        _typed(found.column(column.name).combine_chunks(), column) for column in table.columns
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _typed(values: Any, column: Column) -> pa.Array:
    """Stored text "" means null."""
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.chunks else pa.array([], values.type)
    typed = values.cast(_arrow_type(column))
    if pa.types.is_string(typed.type):
        return pc.if_else(pc.equal(typed, ""), pa.scalar(None, pa.string()), typed)
    return typed


def _values(project_id: str, part: Range) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "low": part.low,
        "low_minute": part.low // MINUTE * MINUTE,
        "high": part.high,
    }
