"""Reads of sessions: a session is what the traces that name it have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.filters import (
    Filter,
    FilterColumn,
    FilterColumns,
    Params,
    compile_filters,
)
from gatelight.events.reading import fetch
from gatelight.events.rows import TraceRow
from gatelight.events.traces import trace_rows, traces_of_session

SESSION_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("id", "text", "session_id", ("ID", "sessionId", "Session ID")),
        FilterColumn("createdAt", "datetime", "created", ("Created At", "timestamp")),
        FilterColumn("environment", "text", "session_environment", ("Environment",)),
    ]
)


class SessionHead(NamedTuple):
    """`created_at` and `environment` are those of the session's first trace."""

    id: str
    created_at: Micros
    environment: str


_GROUPS = (
    "(SELECT session_id, min(timestamp) AS created, "
    "argMin(environment, (timestamp, id)) AS session_environment FROM traces FINAL "
    "WHERE project_id = {project_id:String} AND session_id != '' GROUP BY session_id)"
)


def find_sessions(
    engine: EventEngine, project_id: str, filters: Sequence[Filter], limit: int, offset: int
) -> list[SessionHead]:
    """One page of sessions, newest first."""
    params = Params(project_id)
    condition = compile_filters(filters, SESSION_FILTER_COLUMNS, params)
    rows = fetch(
        engine,
        f"SELECT session_id, created, session_environment FROM {_GROUPS} WHERE {condition} "
        "ORDER BY created DESC, session_id DESC LIMIT {limit:UInt64} OFFSET {offset:UInt64}",
        params.values | {"limit": limit, "offset": offset},
    )
    return [
        SessionHead(row["session_id"], row["created"], row["session_environment"]) for row in rows
    ]


def count_sessions(engine: EventEngine, project_id: str, filters: Sequence[Filter]) -> int:
    """How many sessions meet the filters."""
    params = Params(project_id)
    condition = compile_filters(filters, SESSION_FILTER_COLUMNS, params)
    rows = fetch(
        engine,
        f"SELECT count() AS total FROM {_GROUPS} WHERE {condition}",
        params.values,
    )
    return int(rows[0]["total"])


def session_traces(engine: EventEngine, project_id: str, session_id: str) -> list[TraceRow]:
    """All traces of a session with their payload, newest first; empty when there is no session."""
    keys = traces_of_session(engine, project_id, session_id)
    rows = trace_rows(engine, project_id, keys, payload=True)
    found = {row.id: row for row in rows if row.session_id == session_id}
    return sorted(found.values(), key=lambda row: (row.timestamp, row.id), reverse=True)


def session_trace_ids(engine: EventEngine, project_id: str, session_id: str) -> list[str]:
    """Ids of the traces a session has, newest first."""
    keys = traces_of_session(engine, project_id, session_id)
    rows = trace_rows(engine, project_id, keys, payload=False)
    return [row.id for row in rows if row.session_id == session_id]
