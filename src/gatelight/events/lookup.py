"""Stored rows by id, for the writer: what is already there of the entities in a batch.

First the projections tell an id's minute (and trace), then the main table is read at those places.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from gatelight.core.time import Micros
from gatelight.events.columns import (
    MICROS,
    OBSERVATION_COLUMNS,
    SCORE_COLUMNS,
    TRACE_COLUMNS,
    Column,
)
from gatelight.events.engine import EventEngine, selected
from gatelight.events.reading import MINUTE, minutes_of
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow

_R = TypeVar("_R", ObservationRow, TraceRow, ScoreRow)

_OBSERVATIONS = selected([column.name for column in OBSERVATION_COLUMNS])
_TRACES = selected([column.name for column in TRACE_COLUMNS])
_SCORES = selected([column.name for column in SCORE_COLUMNS])


def _column_values(array: pa.ChunkedArray, column: Column) -> list[Any]:
    if column.arrow == MICROS:
        return list(array.cast(MICROS).cast(pa.int64()).to_pylist())
    values = array.to_pylist()
    if pa.types.is_map(column.arrow):
        return [dict(value or ()) for value in values]
    if column.arrow == pa.uint8():
        return [bool(value) for value in values]
    return list(values)


def _rows(table: pa.Table, columns: tuple[Column, ...], kind: type[_R]) -> list[_R]:
    names = [column.name for column in columns]
    values = [_column_values(table.column(column.name), column) for column in columns]
    return [kind(**dict(zip(names, row, strict=True))) for row in zip(*values, strict=True)]


def _located(engine: EventEngine, sql: str, project_id: str, ids: list[str]) -> pa.Table:
    return engine.columns(sql, {"project": project_id, "ids": ids})


def _times(table: pa.Table, name: str) -> list[Micros]:
    return list(table.column(name).cast(MICROS).cast(pa.int64()).to_pylist())


def stored_traces(engine: EventEngine, project_id: str, ids: list[str]) -> dict[str, TraceRow]:
    """Live trace rows by id; unknown ids are absent."""
    found = _located(
        engine,
        "SELECT timestamp FROM traces WHERE project_id = {project:String} "
        "AND id IN {ids:Array(String)}",
        project_id,
        ids,
    )
    if not found.num_rows:
        return {}
    table = engine.columns(
        f"SELECT {_TRACES} FROM traces FINAL WHERE project_id = {{project:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)} ORDER BY row_version",
        {"project": project_id, "ids": ids, "minutes": minutes_of(_times(found, "timestamp"))},
    )
    return {row.id: row for row in _rows(table, TRACE_COLUMNS, TraceRow)}


def stored_observations(
    engine: EventEngine, project_id: str, ids: list[str]
) -> dict[str, ObservationRow]:
    """Live observation rows by id (the newest where one id is used in several traces)."""
    found = _located(
        engine,
        "SELECT trace_id, start_time FROM observations WHERE project_id = {project:String} "
        "AND id IN {ids:Array(String)}",
        project_id,
        ids,
    )
    if not found.num_rows:
        return {}
    table = engine.columns(
        f"SELECT {_OBSERVATIONS} FROM observations FINAL WHERE project_id = {{project:String}} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {traces:Array(String)} AND id IN {ids:Array(String)} ORDER BY row_version",
        {
            "project": project_id,
            "ids": ids,
            "minutes": minutes_of(_times(found, "start_time")),
            "traces": sorted(set(found.column("trace_id").to_pylist())),
        },
    )
    return {row.id: row for row in _rows(table, OBSERVATION_COLUMNS, ObservationRow)}


def stored_scores(engine: EventEngine, project_id: str, ids: list[str]) -> dict[str, ScoreRow]:
    """Live score rows by id; unknown ids are absent."""
    found = _located(
        engine,
        "SELECT timestamp FROM scores WHERE project_id = {project:String} "
        "AND id IN {ids:Array(String)}",
        project_id,
        ids,
    )
    if not found.num_rows:
        return {}
    table = engine.columns(
        f"SELECT {_SCORES} FROM scores FINAL WHERE project_id = {{project:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)} ORDER BY row_version",
        {"project": project_id, "ids": ids, "minutes": minutes_of(_times(found, "timestamp"))},
    )
    return {row.id: row for row in _rows(table, SCORE_COLUMNS, ScoreRow)}


def count_ids(engine: EventEngine, table: str) -> int:
    """Rows of a table, old versions included: no fewer than it has ids."""
    return int(engine.query(f"SELECT count() AS rows FROM {table}")[0]["rows"])


def id_digests(engine: EventEngine, table: str, number: int, slices: int) -> list[bytes]:
    """Slice `number` of `slices` of the ids of a table, as MD5 of project and id."""
    found = engine.columns(
        f"SELECT MD5(concat(toString(project_id), '\\0', id)) AS digest FROM {table} "
        "WHERE cityHash64(id) % {slices:UInt32} = {number:UInt32}",
        {"slices": slices, "number": number},
    )
    return list(found.column("digest").to_pylist())


class TraceAttributes(msgspec.Struct, frozen=True):
    """The trace attributes copied on observation rows, as those rows name them."""

    trace_name: str
    user_id: str
    session_id: str
    tags: tuple[str, ...]
    release: str
    trace_version: str
    public: bool

    @staticmethod
    def of(trace: TraceRow) -> TraceAttributes:
        return TraceAttributes(
            trace_name=trace.name,
            user_id=trace.user_id,
            session_id=trace.session_id,
            tags=tuple(trace.tags),
            release=trace.release,
            trace_version=trace.version,
            public=trace.public,
        )


def restamped_observations(
    engine: EventEngine,
    project_id: str,
    trace_id: str,
    attributes: TraceAttributes,
    row_version: int,
) -> pa.Table | None:
    """Stored observation rows of a trace that still carry other trace attributes, as an Arrow table
    ready to insert with the given ones and `row_version`; None when there are none.

    The payloads pass through untouched, as columns.
    """
    found = engine.columns(
        "SELECT min(start_time) AS first, max(start_time) AS last, count() AS rows "
        "FROM observations WHERE project_id = {project:String} AND trace_id = {trace:String}",
        {"project": project_id, "trace": trace_id},
    )
    if not found.column("rows")[0].as_py():
        return None
    first, last = _times(found, "first")[0], _times(found, "last")[0]
    table = engine.columns(
        f"SELECT {_OBSERVATIONS} FROM observations FINAL WHERE project_id = {{project:String}} "
        "AND toStartOfMinute(start_time) BETWEEN {first:DateTime('UTC')} AND {last:DateTime('UTC')}"
        " AND trace_id = {trace:String}"
        " AND (trace_name != {name:String} OR user_id != {user:String}"
        " OR session_id != {session:String} OR tags != {tags:Array(String)}"
        " OR release != {release:String} OR trace_version != {version:String}"
        " OR public != {public:UInt8})",
        {
            "project": project_id,
            "trace": trace_id,
            # ten digits: shorter numbers are no seconds to the engine
            "first": f"{first // MINUTE * 60:010d}",
            "last": f"{last // MINUTE * 60:010d}",
            "name": attributes.trace_name,
            "user": attributes.user_id,
            "session": attributes.session_id,
            "tags": list(attributes.tags),
            "release": attributes.release,
            "version": attributes.trace_version,
            "public": int(attributes.public),
        },
    )
    count = table.num_rows
    if not count:
        return None
    stamps: dict[str, Any] = {
        "trace_name": attributes.trace_name,
        "user_id": attributes.user_id,
        "session_id": attributes.session_id,
        "tags": list(attributes.tags),
        "release": attributes.release,
        "trace_version": attributes.trace_version,
        "public": int(attributes.public),
        "row_version": row_version,
    }
    for column in OBSERVATION_COLUMNS:
        if column.name in stamps:
            index = table.column_names.index(column.name)
            repeated = pa.array([stamps[column.name]] * count, column.arrow)
            table = table.set_column(index, column.name, repeated)
    return table.cast(pa.schema([(column.name, column.arrow) for column in OBSERVATION_COLUMNS]))
