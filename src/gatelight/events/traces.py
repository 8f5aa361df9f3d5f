"""Reads of traces: pages of keys, rows at keys, and what a trace's observations add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.events.columns import TRACE_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import Filter, Params, compile_filters, time_window
from gatelight.events.filters.trace_columns import OBSERVATIONS, TRACE_FILTER_COLUMNS
from gatelight.events.halves import halves
from gatelight.events.measures import TOTAL_TOKENS, cost_of, tokens_of
from gatelight.events.paging import Page
from gatelight.events.reading import DAY, fetch, minutes_of, newest_versions, widening
from gatelight.events.rows import TraceRow
from gatelight.events.together import together

_PAYLOAD = ("metadata", "input", "output")
PREVIEWS = ("input_preview", "output_preview")
_LIGHT = tuple(
    column.name
    for column in TRACE_COLUMNS
    if column.name not in (*_PAYLOAD, *PREVIEWS, "merge_log")
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


def trace_source(filters: Sequence[Filter], using: Iterable[str], params: Params) -> str:
    """The FROM clause: the join with observations only when a column of it is used, by a filter or
    (`using`, ids of columns) by the query itself."""
    if not _joined(filters, using):
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
        f"o_output_tokens, sum({TOTAL_TOKENS}) AS o_total_tokens, "
        f"sum({cost_of('input')}) AS o_input_cost, sum({cost_of('output')}) AS o_output_cost, "
        "toFloat64(sum(total_cost)) AS o_total_cost, count() AS o_observations, "
        "countIf(level = 'ERROR') AS o_errors, countIf(level = 'WARNING') AS o_warnings, "
        "countIf(level = 'DEFAULT') AS o_defaults, countIf(level = 'DEBUG') AS o_debugs, "
        "multiIf(o_errors > 0, 'ERROR', o_warnings > 0, 'WARNING', o_defaults > 0, 'DEFAULT', "
        "'DEBUG') AS o_level, groupUniqArrayIf(model, model != '') AS o_models, "
        "groupUniqArray(toString(type)) AS o_types, "
        "groupUniqArrayIf(gateway_key_alias, gateway_key_alias != '') AS o_key_aliases, "
        "groupUniqArrayIf(gateway_key_hash, gateway_key_hash != '') AS o_gateway_keys, "
        "groupUniqArrayIf(gateway_user_id, gateway_user_id != '') AS o_gateway_users, "
        "groupUniqArrayIf(gateway_team_id, gateway_team_id != '') AS o_gateway_teams "
        f"FROM observations FINAL WHERE project_id = {{project_id:String}}{window} "
        "GROUP BY trace_id) AS o ON o_trace_id = id"
    )


def _joined(filters: Sequence[Filter], using: Iterable[str]) -> bool:
    used = TRACE_FILTER_COLUMNS.sources(filters)
    used.update(TRACE_FILTER_COLUMNS.find(column).source for column in using)
    return OBSERVATIONS in used


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
    sql = _keys_sql(filters, order, params)
    values = params.values | {"limit": limit, "offset": offset}
    low, high = time_window(filters, TRACE_FILTER_COLUMNS, "timestamp")
    found: list[TraceKey] = []
    for start in widening(low, min(now, high)) if _newest_first(order) else (low,):
        rows = fetch(engine, sql, values | {"low": start})
        found = [TraceKey(row["id"], row["micros"]) for row in rows]
        if len(found) == limit:
            break
    return found


def find_page(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    order: Order,
    page: Page,
    now: Micros,
) -> tuple[list[TraceKey], int]:
    """Keys of one page as of `find_traces`, and how many traces meet the filters, in one reading:
    all of them must be looked at to be counted. Newest first, those of the newer and of the older
    half of the time are looked at together."""
    limit, offset = page.limit, page.offset
    if not _newest_first(order) or _joined(filters, (order.column,)):
        return _keys_and_total(engine, project_id, filters, order, limit, offset)
    old, new = halves(engine, project_id, "traces", TRACE_FILTER_COLUMNS, filters, now)
    (newer, newer_total), (older, older_total) = together(
        lambda: _keys_and_total(engine, project_id, new, order, limit, offset),
        lambda: _keys_and_total(engine, project_id, old, order, limit, 0),
    )
    missing = limit - len(newer)
    if missing and offset > newer_total:
        behind = offset - newer_total
        older, _ = _keys_and_total(engine, project_id, old, order, missing, behind)
    return newer + older[:missing], newer_total + older_total


def _keys_and_total(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    order: Order,
    limit: int,
    offset: int,
) -> tuple[list[TraceKey], int]:
    params = Params(project_id)
    sql = _keys_sql(filters, order, params)
    low, _ = time_window(filters, TRACE_FILTER_COLUMNS, "timestamp")
    rows, total = engine.page(sql, params.values | {"low": low, "limit": limit, "offset": offset})
    return [TraceKey(id_, int(micros)) for id_, micros in rows], total


def _newest_first(order: Order) -> bool:
    return order.descending and TRACE_FILTER_COLUMNS.find(order.column).sql == "timestamp"


def _keys_sql(filters: Sequence[Filter], order: Order, params: Params) -> str:
    """The query of one page of keys; its own parameters are `low`, `limit` and `offset`."""
    condition = compile_filters(filters, TRACE_FILTER_COLUMNS, params)
    source = trace_source(filters, (order.column,), params)
    direction = "DESC" if order.descending else "ASC"
    column = TRACE_FILTER_COLUMNS.find(order.column).sql
    return (
        f"SELECT id, toUnixTimestamp64Micro(timestamp) AS micros FROM {source} "
        f"WHERE project_id = {{project_id:String}} AND {condition} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        f"ORDER BY {column} {direction} NULLS LAST, id {direction} "
        "LIMIT {limit:UInt64} OFFSET {offset:UInt64}"
    )


def trace_rows(
    engine: EventEngine,
    project_id: str,
    keys: Sequence[TraceKey],
    *,
    payload: bool,
    previews: bool = False,
    metadata: bool = False,
) -> list[TraceRow]:
    """Rows at `keys`, in their order; metadata, input and output, or the beginnings of the last
    two, only when asked for.

    Keys whose trace has gone meanwhile are left out. The newest versions are picked here: of a
    page's rows that is cheaper than FINAL, which merges whole ranges.
    """
    if not keys:
        return []
    wanted = _PAYLOAD if payload else ("metadata",) if metadata else ()
    names = (*_LIGHT, *wanted, *(PREVIEWS if previews else ()))
    rows = fetch(
        engine,
        f"SELECT {selected(names)} FROM traces PREWHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)}",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.timestamp for key in keys),
            "ids": [key.id for key in keys],
        },
    )
    found = {row["id"]: TraceRow(**row) for row in newest_versions(rows, "timestamp", ("id",))}
    return [found[key.id] for key in keys if key.id in found]


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


def begin_of_page(times: Iterable[Micros]) -> Micros:
    """Since when the observations of a list's traces, of these times, are looked for: a day before
    the oldest. A page of new traces then reads new observations only."""
    return max(min(times, default=MIN_MICROS) - _BEFORE, MIN_MICROS)


def observation_minutes(
    engine: EventEngine, project_id: str, trace_ids: Collection[str], since: Micros = MIN_MICROS
) -> list[int]:
    """Minutes (seconds since the epoch) in which observations of these traces begin, `since`
    then; found by a projection. Reading at minutes is what the tables are sorted for."""
    if not trace_ids:
        return []
    rows = fetch(
        engine,
        "SELECT DISTINCT toUnixTimestamp(toStartOfMinute(start_time)) AS minute FROM observations "
        "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)} "
        "AND start_time >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')",
        {"project_id": project_id, "ids": sorted(set(trace_ids)), "since": since},
    )
    return sorted(row["minute"] for row in rows)


def trace_summaries(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str], since: Micros = MIN_MICROS
) -> dict[str, TraceSummary]:
    """Summaries of the observations, begun `since` then, of some traces; traces without any are
    absent. All is read off a projection, which FINAL would not use: the newest version at each
    place is picked here (see `newest_versions`)."""
    if not trace_ids:
        return {}
    rows = fetch(
        engine,
        "SELECT trace_id, toUnixTimestamp64Micro(min(start_time)) AS first, "
        "max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) AS last, "
        "sum(total_cost) AS cost, sum(input_length + output_length) AS bytes, "
        "arrayMap(x -> x.2, arraySort(groupArray((start_time, id)))) AS ids, "
        "groupUniqArray(toUnixTimestamp(toStartOfMinute(start_time))) AS minutes "
        "FROM (SELECT trace_id, id, start_time, end_time, total_cost, input_length, "
        "output_length, is_deleted FROM observations WHERE project_id = {project_id:String} "
        "AND trace_id IN {ids:Array(String)} "
        "AND start_time >= fromUnixTimestamp64Micro({since:Int64}, 'UTC') "
        "ORDER BY row_version DESC LIMIT 1 BY toStartOfMinute(start_time), trace_id, id) "
        "WHERE NOT is_deleted GROUP BY trace_id",
        {"project_id": project_id, "ids": sorted(set(trace_ids)), "since": since},
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
