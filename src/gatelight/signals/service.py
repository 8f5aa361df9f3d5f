"""What the endpoints of log records, metric points and session telemetry answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.errors import NotFound
from gatelight.events import log_records as logs
from gatelight.events import metric_points as points
from gatelight.events import signal_places as places
from gatelight.events.filters import Filter
from gatelight.events.log_records import LogKey
from gatelight.events.metric_points import PointKey
from gatelight.events.sessions import session_trace_ids
from gatelight.services import Services
from gatelight.signals import telemetry
from gatelight.signals.cursor import write_cursor
from gatelight.signals.schemas import log_record, metric_point


def list_log_records(
    services: Services,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    after: LogKey | None,
    *,
    session_id: str | None,
    trace_id: str | None,
) -> dict[str, Any]:
    """One page, newest first; `meta.cursor` only when more follow."""
    minutes = None
    if trace_id:
        minutes = places.log_minutes_of_traces(services.events, project_id, [trace_id])
    elif session_id:
        minutes = places.log_minutes_of_session(services.events, project_id, session_id)
    keys = logs.find_log_records(
        services.events,
        project_id,
        filters,
        limit + 1,
        services.clock.now(),
        after=after,
        minutes=minutes,
    )
    rows = logs.log_record_rows(services.events, project_id, keys[:limit])
    return {"data": [log_record(row) for row in rows], "meta": _meta(keys, limit)}


def list_metric_points(
    services: Services,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    after: PointKey | None,
    *,
    session_id: str | None,
) -> dict[str, Any]:
    """One page, newest first; `meta.cursor` only when more follow."""
    minutes = None
    if session_id:
        minutes = places.point_minutes_of_session(services.events, project_id, session_id)
    keys = points.find_metric_points(
        services.events,
        project_id,
        filters,
        limit + 1,
        services.clock.now(),
        after=after,
        minutes=minutes,
    )
    rows = points.metric_point_rows(services.events, project_id, keys[:limit])
    return {"data": [metric_point(row) for row in rows], "meta": _meta(keys, limit)}


def session_telemetry(
    services: Services, project_id: str, session_id: str, limit: int, after: LogKey | None
) -> dict[str, Any]:
    """The session's events in order, and what its events and metrics amount to.

    Raises NotFound when neither a trace, a log record nor a metric point names the session.
    """
    engine = services.events
    trace_ids = session_trace_ids(engine, project_id, session_id)
    log_minutes = sorted(
        {
            *places.log_minutes_of_session(engine, project_id, session_id),
            *places.log_minutes_of_traces(engine, project_id, trace_ids),
        }
    )
    point_minutes = places.point_minutes_of_session(engine, project_id, session_id)
    counts = logs.session_event_counts(engine, project_id, session_id, trace_ids, log_minutes)
    series = points.session_series(engine, project_id, session_id, point_minutes)
    if not (trace_ids or counts or series):
        raise NotFound(f"Session {session_id} not found within authorized project")
    keys = logs.session_log_records(
        engine, project_id, session_id, trace_ids, log_minutes, limit + 1, after
    )
    rows = logs.log_record_rows(engine, project_id, keys[:limit])
    return {
        "sessionId": session_id,
        "traceCount": len(trace_ids),
        "events": [log_record(row) for row in rows],
        "eventCounts": {event.name: event.count for event in counts},
        "metrics": telemetry.metrics_by_name(series),
        "totals": telemetry.totals(series, counts),
        "meta": _meta(keys, limit),
    }


def _meta(keys: Sequence[LogKey] | Sequence[PointKey], limit: int) -> dict[str, str]:
    return {"cursor": write_cursor(keys[limit - 1])} if len(keys) > limit else {}
