"""Reads of scores: pages of keys (by offset or after a cursor), rows at keys, one score by id; and
its deletion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from gatelight.core.time import Micros
from gatelight.events.columns import SCORE_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import Filter, Params, compile_filters, time_window
from gatelight.events.filters.score_columns import SCORE_FILTER_COLUMNS, TRACE
from gatelight.events.reading import fetch, minutes_of, widening
from gatelight.events.rows import ScoreRow

Comparison = Literal["<", ">", "<=", ">=", "=", "!="]

_COLUMNS = selected([column.name for column in SCORE_COLUMNS if column.name != "merge_log"])
_TRACE_JOIN = (
    " LEFT JOIN (SELECT id, name, user_id, tags FROM traces FINAL "
    "WHERE project_id = {project_id:String}) AS t ON t.id = s.trace_id"
)


class ScoreKey(NamedTuple):
    """Where a score is stored; also its place in the lists' order (newest first, then by id)."""

    timestamp: Micros
    id: str


class ScoreSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which scores of a project. `types`: data types, all when empty. `comparison`: the value
    against a number. `values`: the value is one of these numbers."""

    filters: tuple[Filter, ...] = ()
    types: tuple[str, ...] = ()
    of_traces: bool = False
    comparison: tuple[Comparison, float] | None = None
    values: tuple[float, ...] = ()

    def from_where(self, params: Params) -> str:
        """FROM and WHERE; raises InvalidRequest for filters that do not fit."""
        filters = compile_filters(self.filters, SCORE_FILTER_COLUMNS, params)
        conditions = ["s.project_id = {project_id:String}", filters]
        if self.types:
            conditions.append(f"has({params.add(list(self.types), 'Array(String)')}, s.data_type)")
        if self.of_traces:
            conditions.append("s.trace_id != ''")
        if self.comparison:
            operator, number = self.comparison
            conditions.append(f"s.value {operator} {params.add(number, 'Float64')}")
        if self.values:
            numbers = params.add(list(self.values), "Array(Float64)")
            conditions.append(f"has({numbers}, s.value)")
        join = _TRACE_JOIN if TRACE in SCORE_FILTER_COLUMNS.sources(self.filters) else ""
        return f"FROM scores AS s FINAL{join} WHERE {' AND '.join(conditions)}"


class ScoredTrace(msgspec.Struct):
    """What lists of scores say about the trace."""

    user_id: str
    session_id: str
    environment: str
    tags: list[str]


def find_scores(
    engine: EventEngine,
    project_id: str,
    search: ScoreSearch,
    limit: int,
    now: Micros,
    *,
    offset: int = 0,
    after: ScoreKey | None = None,
) -> list[ScoreKey]:
    """Keys of one page, newest first, ties broken by id; `after` starts behind a key."""
    params = Params(project_id)
    rows = search.from_where(params)
    low, high = time_window(search.filters, SCORE_FILTER_COLUMNS, "timestamp")
    newest = min(now, high)
    behind = ""
    if after is not None:
        time = params.time(after.timestamp)
        behind = (
            f" AND s.timestamp <= {time} "
            f"AND (s.timestamp, s.id) < ({time}, {params.add(after.id, 'String')})"
        )
        newest = min(newest, after.timestamp)
    sql = (
        f"SELECT s.timestamp AS timestamp, s.id AS id {rows}{behind} "
        "AND s.timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "ORDER BY s.timestamp DESC, s.id DESC LIMIT {limit:UInt64} OFFSET {offset:UInt64}"
    )
    found: list[ScoreKey] = []
    for start in widening(low, newest):
        values = params.values | {"low": start, "limit": limit, "offset": offset}
        found = [ScoreKey(row["timestamp"], row["id"]) for row in fetch(engine, sql, values)]
        if len(found) == limit:
            break
    return found


def count_scores(engine: EventEngine, project_id: str, search: ScoreSearch) -> int:
    """How many scores the search finds."""
    params = Params(project_id)
    rows = fetch(engine, f"SELECT count() AS total {search.from_where(params)}", params.values)
    return int(rows[0]["total"])


def score_rows(engine: EventEngine, project_id: str, keys: Sequence[ScoreKey]) -> list[ScoreRow]:
    """Rows at `keys`, in their order; keys whose score has gone meanwhile are left out."""
    if not keys:
        return []
    rows = fetch(
        engine,
        f"SELECT {_COLUMNS} FROM scores FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)} ORDER BY row_version",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.timestamp for key in keys),
            "ids": [key.id for key in keys],
        },
    )
    by_id = {row["id"]: ScoreRow(**row) for row in rows}
    return [by_id[key.id] for key in keys if key.id in by_id]


def score_by_id(engine: EventEngine, project_id: str, score_id: str) -> ScoreRow | None:
    """One score; the projection tells where it is stored."""
    places = fetch(
        engine,
        "SELECT DISTINCT timestamp FROM scores "
        "WHERE project_id = {project_id:String} AND id = {id:String}",
        {"project_id": project_id, "id": score_id},
    )
    keys = [ScoreKey(place["timestamp"], score_id) for place in places]
    return next(iter(score_rows(engine, project_id, keys)), None)


def scored_traces(
    engine: EventEngine, project_id: str, trace_ids: Iterable[str]
) -> dict[str, ScoredTrace]:
    """The traces of these ids; unknown ones are absent."""
    ids = sorted({trace_id for trace_id in trace_ids if trace_id})
    if not ids:
        return {}
    parameters: dict[str, Any] = {"project_id": project_id, "ids": ids}
    places = fetch(
        engine,
        "SELECT DISTINCT timestamp FROM traces WHERE project_id = {project_id:String} "
        "AND id IN {ids:Array(String)}",
        parameters,
    )
    rows = fetch(
        engine,
        "SELECT id, user_id, session_id, environment, tags FROM traces FINAL "
        "WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)} ORDER BY row_version",
        parameters | {"minutes": minutes_of(place["timestamp"] for place in places)},
    )
    return {
        row["id"]: ScoredTrace(
            user_id=row["user_id"],
            session_id=row["session_id"],
            environment=row["environment"],
            tags=row["tags"],
        )
        for row in rows
    }


def delete_score(engine: EventEngine, project_id: str, score_id: str) -> None:
    """Put a deleting row over every stored row of a score; gone from every read on return.

    Must run between the writer's commits (`EventWriter.exclusively`).
    """
    engine.command(
        "INSERT INTO scores (project_id, id, timestamp, row_version, is_deleted) "
        "SELECT project_id, id, any(timestamp), max(row_version) + 1, 1 FROM scores "
        "WHERE project_id = {project_id:String} AND id = {id:String} "
        "AND toStartOfMinute(timestamp) IN (SELECT toStartOfMinute(timestamp) FROM scores "
        "WHERE project_id = {project_id:String} AND id = {id:String}) "
        "GROUP BY project_id, toStartOfMinute(timestamp), id",
        {"project_id": project_id, "id": score_id},
    )
