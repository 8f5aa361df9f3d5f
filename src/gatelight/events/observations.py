"""Reads of observations: pages of keys (by offset or after a cursor) and rows at keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gatelight.core.time import Micros
from gatelight.events.columns import OBSERVATION_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import Filter, Params, compile_filters, time_window
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.halves import halves
from gatelight.events.reading import fetch, minutes_of, newest_versions, widening
from gatelight.events.rows import ObservationRow
from gatelight.events.together import together
from gatelight.events.traces import Order

IO = ("input", "output")
METADATA = ("metadata",)
PAYLOAD = (*METADATA, *IO)
_LIGHT = tuple(
    column.name
    for column in OBSERVATION_COLUMNS
    if column.name
    not in (*PAYLOAD, "input_preview", "output_preview", "tool_definitions", "merge_log")
)


NEWEST = Order("startTime", descending=True)


class ObservationKey(NamedTuple):
    """Where an observation is stored; also its place in the lists' order."""

    trace_id: str
    id: str
    start_time: Micros


_AFTER = (
    " AND start_time <= fromUnixTimestamp64Micro({after_time:Int64}, 'UTC') "
    "AND (start_time, trace_id, id) < (fromUnixTimestamp64Micro({after_time:Int64}, 'UTC'), "
    "{after_trace:String}, {after_id:String})"
)


def find_observations(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    now: Micros,
    *,
    offset: int = 0,
    after: ObservationKey | None = None,
    order: Order = NEWEST,
) -> list[ObservationKey]:
    """Keys of one page in `order`, ties broken by trace and id; `after` starts behind a key of the
    usual order, newest first.

    Raises InvalidRequest for columns that do not fit.
    """
    params = Params(project_id)
    condition = compile_filters(filters, OBSERVATION_FILTER_COLUMNS, params)
    values: dict[str, Any] = params.values | {"limit": limit, "offset": offset}
    low, high = time_window(filters, OBSERVATION_FILTER_COLUMNS, "startTime")
    newest = min(now, high)
    behind = ""
    if after is not None:
        behind = _AFTER
        newest = min(newest, after.start_time)
        values |= {
            "after_time": after.start_time,
            "after_trace": after.trace_id,
            "after_id": after.id,
        }
    direction = "DESC" if order.descending else "ASC"
    sql = (
        "SELECT trace_id, id, start_time FROM observations FINAL "
        f"WHERE project_id = {{project_id:String}} AND {condition}{behind} "
        "AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        f"ORDER BY {OBSERVATION_FILTER_COLUMNS.find(order.column).sql} {direction} NULLS LAST, "
        f"trace_id {direction}, id {direction} "
        "LIMIT {limit:UInt64} OFFSET {offset:UInt64}"
    )
    found: list[ObservationKey] = []
    for start in widening(low, newest) if order == NEWEST else (low,):
        rows = fetch(engine, sql, values | {"low": start})
        found = [ObservationKey(row["trace_id"], row["id"], row["start_time"]) for row in rows]
        if len(found) == limit:
            break
    return found


def count_observations(
    engine: EventEngine, project_id: str, filters: Sequence[Filter], now: Micros
) -> int:
    """How many observations meet the filters; both halves of the time are counted together."""
    older, newer = halves(
        engine, project_id, "observations", OBSERVATION_FILTER_COLUMNS, filters, now
    )

    def count(half: Sequence[Filter]) -> int:
        params = Params(project_id)
        condition = compile_filters(half, OBSERVATION_FILTER_COLUMNS, params)
        rows = fetch(
            engine,
            "SELECT count() AS total FROM observations FINAL "
            f"WHERE project_id = {{project_id:String}} AND {condition}",
            params.values,
        )
        return int(rows[0]["total"])

    return sum(together(lambda: count(older), lambda: count(newer)))


def observation_rows(
    engine: EventEngine,
    project_id: str,
    keys: Sequence[ObservationKey],
    payload: Sequence[str] = PAYLOAD,
) -> list[ObservationRow]:
    """Rows at `keys`, in their order, with those payload columns that are asked for.

    Keys whose observation has gone meanwhile are left out. No FINAL: see `trace_rows`.
    """
    if not keys:
        return []
    rows = fetch(
        engine,
        f"SELECT {selected((*_LIGHT, *payload))} FROM observations "
        "PREWHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {trace_ids:Array(String)} AND id IN {ids:Array(String)}",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.start_time for key in keys),
            "trace_ids": sorted({key.trace_id for key in keys}),
            "ids": [key.id for key in keys],
        },
    )
    found = {(row.trace_id, row.id): row for row in _newest(rows)}
    wanted = dict.fromkeys((key.trace_id, key.id) for key in keys)
    return [found[key] for key in wanted if key in found]


def _newest(rows: list[dict[str, Any]]) -> list[ObservationRow]:
    versions = newest_versions(rows, "start_time", ("trace_id", "id"))
    return [ObservationRow(**row) for row in versions]


def observation_by_id(
    engine: EventEngine, project_id: str, observation_id: str
) -> ObservationRow | None:
    """One observation with its payload; the latest written when several traces use the id."""
    places = fetch(
        engine,
        "SELECT DISTINCT trace_id, id, start_time FROM observations "
        "WHERE project_id = {project_id:String} AND id = {id:String}",
        {"project_id": project_id, "id": observation_id},
    )
    keys = [ObservationKey(row["trace_id"], row["id"], row["start_time"]) for row in places]
    rows = observation_rows(engine, project_id, keys)
    return max(rows, key=lambda row: row.row_version, default=None)


def observations_of_trace(
    engine: EventEngine,
    project_id: str,
    trace_id: str,
    minutes: Sequence[int],
    payload: Sequence[str] = PAYLOAD,
) -> list[ObservationRow]:
    """All observations of a trace, oldest first; `minutes` as its summary tells them."""
    if not minutes:
        return []
    rows = fetch(
        engine,
        f"SELECT {selected((*_LIGHT, *payload))} FROM observations "
        "PREWHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id = {trace_id:String}",
        {"project_id": project_id, "trace_id": trace_id, "minutes": sorted(minutes)},
    )
    return sorted(_newest(rows), key=lambda row: (row.start_time, row.id))
