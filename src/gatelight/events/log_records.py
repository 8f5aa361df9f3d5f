"""Reads of log records: pages of keys after a cursor, rows at keys, and the events of a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from gatelight.core.log_record import LogRecord
from gatelight.core.time import Micros
from gatelight.events.columns import LOG_RECORD_COLUMNS
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

LOG_RECORD_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("timestamp", "datetime", "timestamp"),
        FilterColumn("name", "text", "name"),
        FilterColumn("severity", "text", "severity"),
        FilterColumn("traceId", "text", "trace_id"),
        FilterColumn("sessionId", "text", "session_id"),
        FilterColumn("userId", "text", "user_id"),
        FilterColumn("environment", "text", "environment"),
    ]
)
_COLUMNS = selected([column.name for column in LOG_RECORD_COLUMNS])
_OF_SESSION = (
    "project_id = {project_id:String} "
    "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
    "AND (session_id = {session_id:String} OR trace_id IN {trace_ids:Array(String)})"
)


class LogKey(NamedTuple):
    """Where a log record is stored; also its place in the lists' order."""

    timestamp: Micros
    sequence: int
    id: str


def _key(row: dict[str, Any]) -> LogKey:
    return LogKey(row["timestamp"], row["sequence"], row["id"])


def find_log_records(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    now: Micros,
    *,
    after: LogKey | None = None,
    minutes: Sequence[int] | None = None,
) -> list[LogKey]:
    """Keys of one page, newest first; `after` starts behind a key. `minutes`: the only ones to look
    at, when they are known. Raises InvalidRequest for columns that do not fit."""
    params = Params(project_id)
    condition = compile_filters(filters, LOG_RECORD_FILTER_COLUMNS, params)
    low, high = time_window(filters, LOG_RECORD_FILTER_COLUMNS, "timestamp")
    newest = min(now, high)
    if after is not None:
        time = params.time(after.timestamp)
        place = f"{time}, {params.add(after.sequence, 'UInt64')}, {params.add(after.id, 'String')}"
        condition += f" AND timestamp <= {time} AND (timestamp, sequence, id) < ({place})"
        newest = min(newest, after.timestamp)
    if minutes is not None:
        only = params.add(list(minutes), "Array(DateTime('UTC'))")
        condition += f" AND toStartOfMinute(timestamp) IN {only}"
    sql = (
        "SELECT timestamp, sequence, id FROM log_records FINAL "
        f"WHERE project_id = {{project_id:String}} AND {condition} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "ORDER BY timestamp DESC, sequence DESC, id DESC LIMIT {limit:UInt64}"
    )
    found: list[LogKey] = []
    for start in (low,) if minutes is not None else widening(low, newest):
        values = params.values | {"low": start, "limit": limit}
        found = [_key(row) for row in fetch(engine, sql, values)]
        if len(found) == limit:
            break
    return found


def log_record_rows(
    engine: EventEngine, project_id: str, keys: Sequence[LogKey]
) -> list[LogRecord]:
    """Rows at `keys`, in their order; keys whose record has gone meanwhile are left out."""
    if not keys:
        return []
    rows = fetch(
        engine,
        f"SELECT {_COLUMNS} FROM log_records FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)}",
        {
            "project_id": project_id,
            "minutes": minutes_of(key.timestamp for key in keys),
            "ids": [key.id for key in keys],
        },
    )
    found = {_key(row): LogRecord(**row) for row in rows}
    return [found[key] for key in keys if key in found]


def session_log_records(
    engine: EventEngine,
    project_id: str,
    session_id: str,
    trace_ids: Sequence[str],
    minutes: Sequence[int],
    limit: int,
    after: LogKey | None = None,
) -> list[LogKey]:
    """Keys of the records that name the session or one of its traces, oldest first; `minutes` are
    all that may hold one."""
    params = Params(project_id)
    condition = _OF_SESSION
    if after is not None:
        time = params.time(after.timestamp)
        place = f"{time}, {params.add(after.sequence, 'UInt64')}, {params.add(after.id, 'String')}"
        condition += f" AND timestamp >= {time} AND (timestamp, sequence, id) > ({place})"
    rows = fetch(
        engine,
        f"SELECT timestamp, sequence, id FROM log_records FINAL WHERE {condition} "
        "ORDER BY timestamp, sequence, id LIMIT {limit:UInt64}",
        params.values | _session_values(session_id, trace_ids, minutes) | {"limit": limit},
    )
    return [_key(row) for row in rows]


class EventCount(msgspec.Struct, frozen=True):
    """How often an event happened in a session, with the sums its records tell of themselves."""

    name: str
    count: int
    cost: float
    tokens: dict[str, int]


_TOKEN_SUMS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cacheRead": "cache_read_tokens",
    "cacheCreation": "cache_creation_tokens",
}


def session_event_counts(
    engine: EventEngine,
    project_id: str,
    session_id: str,
    trace_ids: Sequence[str],
    minutes: Sequence[int],
) -> list[EventCount]:
    """The session's records by event name; sums of `cost_usd` and `…_tokens` attributes, which
    coding agents put on their request events."""
    sums = "".join(
        f", sum(toUInt64OrZero({_plain(name)})) AS {name}" for name in _TOKEN_SUMS.values()
    )
    rows = fetch(
        engine,
        f"SELECT name, count() AS records, sum(toFloat64OrZero({_plain('cost_usd')})) AS cost{sums}"
        f" FROM log_records FINAL WHERE {_OF_SESSION} GROUP BY name ORDER BY name",
        {"project_id": project_id} | _session_values(session_id, trace_ids, minutes),
    )
    return [
        EventCount(
            row["name"],
            row["records"],
            row["cost"],
            {kind: row[name] for kind, name in _TOKEN_SUMS.items()},
        )
        for row in rows
    ]


def _plain(name: str) -> str:
    """An attribute's text; a number that was sent as text stands in quotes."""
    return f"trim(BOTH '\"' FROM attributes['{name}'])"


def _session_values(
    session_id: str, trace_ids: Sequence[str], minutes: Sequence[int]
) -> dict[str, Any]:
    return {"session_id": session_id, "trace_ids": list(trace_ids), "minutes": list(minutes)}
