"""Where the log records and metric points of a session or trace are: projections tell the minutes,
so that a read of one session never scans a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatelight.events.engine import EventEngine
from gatelight.events.reading import fetch

_LOGS_OF_SESSION = (
    "SELECT DISTINCT toStartOfMinute(timestamp) AS minute FROM log_records "
    "WHERE project_id = {project_id:String} AND session_id = {session_id:String}"
)
_LOGS_OF_TRACES = (
    "SELECT DISTINCT toStartOfMinute(timestamp) AS minute FROM log_records "
    "WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}"
)
_POINTS_OF_SESSION = (
    "SELECT DISTINCT toStartOfMinute(timestamp) AS minute FROM metric_points "
    "WHERE project_id = {project_id:String} AND session_id = {session_id:String}"
)


def log_minutes_of_session(engine: EventEngine, project_id: str, session_id: str) -> list[int]:
    """Minutes (seconds since the epoch) with log records that name the session."""
    values = {"project_id": project_id, "session_id": session_id}
    return _minutes(engine, _LOGS_OF_SESSION, values)


def log_minutes_of_traces(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str]
) -> list[int]:
    """Minutes with log records of these traces."""
    if not trace_ids:
        return []
    values = {"project_id": project_id, "trace_ids": list(trace_ids)}
    return _minutes(engine, _LOGS_OF_TRACES, values)


def point_minutes_of_session(engine: EventEngine, project_id: str, session_id: str) -> list[int]:
    """Minutes with metric points that name the session."""
    values = {"project_id": project_id, "session_id": session_id}
    return _minutes(engine, _POINTS_OF_SESSION, values)


def _minutes(engine: EventEngine, sql: str, values: Mapping[str, object]) -> list[int]:
    return sorted(row["minute"] for row in fetch(engine, sql, values))
