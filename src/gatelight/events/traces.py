"""Reads of traces: pages of keys, rows at keys, and what a trace's observations add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.events.columns import TRACE_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import Filter, Params, compile_filters, time_window
from gatelight.events.filters.trace_columns import OBSERVATIONS, TRACE_FILTER_COLUMNS
from gatelight.events.measures import cost_of, tokens_of
from gatelight.events.reading import DAY, fetch, minutes_of, widening
from gatelight.events.rows import TraceRow

_PAYLOAD = ("metadata", "input", "output")
_LIGHT = tuple(
    column.name
    for column in TRACE_COLUMNS
    if column.name not in (*_PAYLOAD, "input_preview", "output_preview", "merge_log")
)

# A trace's observations lie around its timestamp: the join reads this much more on either side.
_BEFORE, _AFTER = DAY, 30 * DAY


class TraceKey(NamedTuple):
    """Where a trace is stored."""

    id: str
    timestamp: Micros


class Order(NamedTuple):
    """A sort order: id of a filter column, and direction."""

    column: str = "timestamp"
    descending: bool = True


class TraceSummary(msgspec.Struct):
    """What a trace's observations add up to. `latency` in seconds; `observation_ids` oldest first;
    `bytes` is the length of all inputs and outputs."""

    latency: float = 0.0
    total_cost: Decimal = Decimal(0)
    observation_ids: list[str] = msgspec.field(default_factory=list)
    minutes: list[int] = msgspec.field(default_factory=list)
    bytes: int = 0


def _from(filters: Sequence[Filter], order: Order | None, params: Params) -> str:
    """The FROM clause: the join with observations only when a column of it is used."""
    used = TRACE_FILTER_COLUMNS.sources(filters)
    if order is not None:
        used.add(TRACE_FILTER_COLUMNS.find(order.column).source)
    if OBSERVATIONS not in used:
        return "traces FINAL"
    low, high = time_window(filters, TRACE_FILTER_COLUMNS, "timestamp")
    window = ""
    if low > MIN_MICROS:
        window += f" AND start_time >= {params.time(max(low - _BEFORE, MIN_MICROS))}"
    if high < MAX_MICROS:
        window += f" AND start_time < {params.time(min(high + _AFTER, MAX_MICROS))}"
    return (
        "traces FINAL LEFT JOIN (SELECT trace_id AS o_trace_id, "
        "toNullable((max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) - "
        "min(toUnixTimestamp64Micro(start_time))) / 1000000) AS o_latency, "
        f"sum({tokens_of('input')}) AS o_input_tokens, sum({tokens_of('output')}) AS "
        "o_output_tokens, sum(usage_details['total']) AS o_total_tokens, "
        f"sum({cost_of('input')}) AS o_input_cost, sum({cost_of('output')}) AS o_output_cost, "
        "toFloat64(sum(total_cost)) AS o_total_cost, count() AS o_observations, "
        "countIf(level = 'ERROR') AS o_errors, countIf(level = 'WARNING') AS o_warnings, "
        "countIf(level = 'DEFAULT') AS o_defaults, countIf(level = 'DEBUG') AS o_debugs, "
        "multiIf(o_errors > 0, 'ERROR', o_warnings > 0, 'WARNING', o_defaults > 0, 'DEFAULT', "
        "'DEBUG') AS o_level "
        f"FROM observations FINAL WHERE project_id = {{project_id:String}}{window} "
        "GROUP BY trace_id) AS o ON o_trace_id = id"
    )


def find_traces(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    order: Order,
    limit: int,
    offset: int,
    now: Micros,
) -> list[TraceKey]:
    """Keys of one page, ties broken by id. Raises InvalidRequest for columns that do not fit."""
    params = Params(project_id)
    condition = compile_filters(filters, TRACE_FILTER_COLUMNS, params)
    source = _from(filters, order, params)
    direction = "DESC" if order.descending else "ASC"
    column = TRACE_FILTER_COLUMNS.find(order.column).sql
    sql = (
        f"SELECT id, timestamp FROM {source} "
        f"WHERE project_id = {{project_id:String}} AND {condition} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        f"ORDER BY {column} {direction} NULLS LAST, id {direction} "
        "LIMIT {limit:UInt64} OFFSET {offset:UInt64}"
    )
    low, high = time_window(filters, TRACE_FILTER_COLUMNS, "timestamp")
    newest_first = order.descending and column == "timestamp"
    found: list[TraceKey] = []
    for start in widening(low, min(now, high)) if newest_first else (low,):
        rows = fetch(engine, sql, params.values | {"low": start, "limit": limit, "offset": offset})
        found = [TraceKey(row["id"], row["timestamp"]) for row in rows]
        if len(found) == limit:
            break
    return found


def count_traces(engine: EventEngine, project_id: str, filters: Sequence[Filter]) -> int:
    """How many traces meet the filters."""
    params = Params(project_id)
    condition = compile_filters(filters, TRACE_FILTER_COLUMNS, params)
    source = _from(filters, None, params)
    rows = fetch(
        engine,
        f"SELECT count() AS total FROM {source} "
        f"WHERE project_id = {{project_id:String}} AND {condition}",
        params.values,
    )
    return int(rows[0]["total"])


def trace_rows(
    engine: EventEngine, project_id: str, keys: Sequence[TraceKey], *, payload: bool
) -> list[TraceRow]:
    """Rows at `keys`, in their order; metadata, input and output only when asked for.

    Keys whose trace has gone meanwhile are left out.
    """
    if not keys:
        return []
    names = (*_LIGHT, *_PAYLOAD) if payload else _LIGHT
    rows = fetch(
        engine,
        f"SELECT {selected(names)} FROM traces FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)}",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.timestamp for key in keys),
            "ids": [key.id for key in keys],
        },
    )
    by_id = {row["id"]: TraceRow(**row) for row in sorted(rows, key=_version)}
    return [by_id[key.id] for key in keys if key.id in by_id]


def _version(row: dict[str, object]) -> int:
    version = row["row_version"]
    assert isinstance(version, int)
    return version


def locate_traces(engine: EventEngine, project_id: str, ids: Iterable[str]) -> list[TraceKey]:
    """Where traces of these ids are, or were, stored (the projection knows; no row is read)."""
    rows = fetch(
        engine,
        "SELECT DISTINCT id, timestamp FROM traces WHERE project_id = {project_id:String} "
        "AND id IN {ids:Array(String)}",
        {"project_id": project_id, "ids": list(ids)},
    )
    return [TraceKey(row["id"], row["timestamp"]) for row in rows]


def trace_by_id(engine: EventEngine, project_id: str, trace_id: str) -> TraceRow | None:
    """One trace with its payload."""
    keys = locate_traces(engine, project_id, [trace_id])
    return next(iter(trace_rows(engine, project_id, keys, payload=True)), None)


def trace_summaries(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str]
) -> dict[str, TraceSummary]:
    """Summaries of the observations of some traces; traces without observations are absent."""
    if not trace_ids:
        return {}
    parameters = {"project_id": project_id, "ids": list(trace_ids)}
    places = fetch(
        engine,
        "SELECT DISTINCT toUnixTimestamp(toStartOfMinute(start_time)) AS minute FROM observations "
        "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)}",
        parameters,
    )
    if not places:
        return {}
    rows = fetch(
        engine,
        "SELECT trace_id, toUnixTimestamp64Micro(min(start_time)) AS first, "
        "max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) AS last, "
        "sum(total_cost) AS cost, sum(input_length + output_length) AS bytes, "
        "arrayMap(x -> x.2, arraySort(groupArray((start_time, id)))) AS ids, "
        "groupUniqArray(toUnixTimestamp(toStartOfMinute(start_time))) AS minutes "
        "FROM observations FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} GROUP BY trace_id",
        parameters | {"minutes": sorted(row["minute"] for row in places)},
    )
    return {
        row["trace_id"]: TraceSummary(
            latency=(row["last"] - row["first"]) / 1_000_000,
            total_cost=row["cost"] or Decimal(0),
            observation_ids=row["ids"],
            minutes=row["minutes"],
            bytes=row["bytes"],
        )
        for row in rows
    }


def traces_of_session(engine: EventEngine, project_id: str, session_id: str) -> list[TraceKey]:
    """Keys of the traces a session has or had, newest first (rows must be checked: see caller)."""
    rows = fetch(
        engine,
        "SELECT DISTINCT id, timestamp FROM traces WHERE project_id = {project_id:String} "
        "AND session_id = {session_id:String} ORDER BY timestamp DESC, id DESC",
        {"project_id": project_id, "session_id": session_id},
    )
    return [TraceKey(row["id"], row["timestamp"]) for row in rows]
