"""Reads of metric points: pages of keys after a cursor, rows at keys, and the series of a
session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from gatelight.core.metric_point import MetricPoint
from gatelight.core.time import Micros
from gatelight.events.columns import METRIC_POINT_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import (
    Filter,
    FilterColumn,
    FilterColumns,
    Params,
    compile_filters,
    time_window,
)
from gatelight.events.reading import fetch, minutes_of, widening

METRIC_POINT_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("timestamp", "datetime", "timestamp"),
        FilterColumn("name", "text", "name"),
        FilterColumn("type", "text", "type"),
        FilterColumn("traceId", "texts", "trace_ids"),
        FilterColumn("sessionId", "text", "session_id"),
        FilterColumn("userId", "text", "user_id"),
        FilterColumn("environment", "text", "environment"),
    ]
)
_COLUMNS = selected([column.name for column in METRIC_POINT_COLUMNS])


class PointKey(NamedTuple):
    """Where a metric point is stored; also its place in the lists' order."""

    timestamp: Micros
    id: str


def find_metric_points(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    now: Micros,
    *,
    after: PointKey | None = None,
    minutes: Sequence[int] | None = None,
) -> list[PointKey]:
    """Keys of one page, newest first; `after` starts behind a key. `minutes`: the only ones to look
    at, when they are known. Raises InvalidRequest for columns that do not fit."""
    params = Params(project_id)
    condition = compile_filters(filters, METRIC_POINT_FILTER_COLUMNS, params)
    low, high = time_window(filters, METRIC_POINT_FILTER_COLUMNS, "timestamp")
    newest = min(now, high)
    if after is not None:
        time = params.time(after.timestamp)
        place = f"{time}, {params.add(after.id, 'String')}"
        condition += f" AND timestamp <= {time} AND (timestamp, id) < ({place})"
        newest = min(newest, after.timestamp)
    if minutes is not None:
        only = params.add(list(minutes), "Array(DateTime('UTC'))")
        condition += f" AND toStartOfMinute(timestamp) IN {only}"
    sql = (
        "SELECT timestamp, id FROM metric_points FINAL "
        f"WHERE project_id = {{project_id:String}} AND {condition} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "ORDER BY timestamp DESC, id DESC LIMIT {limit:UInt64}"
    )
    found: list[PointKey] = []
    for start in (low,) if minutes is not None else widening(low, newest):
        values = params.values | {"low": start, "limit": limit}
        found = [PointKey(row["timestamp"], row["id"]) for row in fetch(engine, sql, values)]
        if len(found) == limit:
            break
    return found


def metric_point_rows(
    engine: EventEngine, project_id: str, keys: Sequence[PointKey]
) -> list[MetricPoint]:
    """Rows at `keys`, in their order; keys whose point has gone meanwhile are left out."""
    if not keys:
        return []
    rows = fetch(
        engine,
        f"SELECT {_COLUMNS} FROM metric_points FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)}",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.timestamp for key in keys),
            "ids": [key.id for key in keys],
        },
    )
    found = {PointKey(row["timestamp"], row["id"]): MetricPoint(**row) for row in rows}
    return [found[key] for key in keys if key in found]


class SeriesSum(msgspec.Struct, frozen=True):
    """One series of a session (of cumulative ones: since one start).

    `value`, `count`, `sum`: added up for delta points, the last one otherwise.
    """

    name: str
    unit: str
    type: str
    temporality: str
    is_monotonic: bool
    attributes: dict[str, str]
    points: int
    last: Micros
    value: float | None
    count: int | None
    sum: float | None


_MAX_SERIES = 10_000


def session_series(
    engine: EventEngine, project_id: str, session_id: str, minutes: Sequence[int]
) -> list[SeriesSum]:
    """The series whose points name the session; `minutes` are all that may hold one."""
    if not minutes:
        return []
    rows = fetch(
        engine,
        "SELECT series_id, if(temporality = 'delta', NULL, start_timestamp) AS start, "
        "any(name) AS metric, any(unit) AS its_unit, any(type) AS its_type, "
        "any(temporality) AS kept, any(is_monotonic) AS monotonic, any(attributes) AS labels, "
        "count() AS points, max(timestamp) AS last, "
        "if(kept = 'delta', sum(value), argMax(value, timestamp)) AS total, "
        "if(kept = 'delta', sum(point_count), argMax(point_count, timestamp)) AS counted, "
        "if(kept = 'delta', sum(point_sum), argMax(point_sum, timestamp)) AS summed "
        "FROM metric_points FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND session_id = {session_id:String} "
        "GROUP BY series_id, start ORDER BY metric, last, series_id LIMIT {limit:UInt64}",
        {
            "project_id": project_id,
            "minutes": list(minutes),
            "session_id": session_id,
            "limit": _MAX_SERIES,
        },
    )
    return [_series(row) for row in rows]


def _series(row: dict[str, Any]) -> SeriesSum:
    return SeriesSum(
        row["metric"],
        row["its_unit"],
        row["its_type"],
        row["kept"],
        bool(row["monotonic"]),
        row["labels"],
        row["points"],
        row["last"],
        row["total"],
        row["counted"],
        row["summed"],
    )
