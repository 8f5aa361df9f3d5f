"""Endpoints that read log records and metric points."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.log_record import SEVERITIES
from gatelight.core.metric_point import METRIC_TYPES
from gatelight.errors import json_response
from gatelight.events.filters import Filter
from gatelight.events.paging import invalid, read_count, read_time, read_words
from gatelight.services import ServicesDep
from gatelight.signals import service
from gatelight.signals.cursor import read_log_cursor, read_point_cursor

router = APIRouter(tags=["signals"])

MAX_LIMIT = 1000

Text = Annotated[str | None, Query()]
Words = Annotated[list[str] | None, Query(description="Repeat the key or separate by commas.")]
Since = Annotated[str | None, Query(alias="fromTimestamp", description="Inclusive.")]
Until = Annotated[str | None, Query(alias="toTimestamp", description="Exclusive.")]
TraceId = Annotated[str | None, Query(alias="traceId")]
SessionId = Annotated[str | None, Query(alias="sessionId")]
UserId = Annotated[str | None, Query(alias="userId")]


@router.get("/api/public/log-records", summary="List log records")
def list_log_records(
    principal: ProjectKey,
    services: ServicesDep,
    limit: Text = None,
    cursor: Text = None,
    from_timestamp: Since = None,
    to_timestamp: Until = None,
    trace_id: TraceId = None,
    session_id: SessionId = None,
    user_id: UserId = None,
    name: Words = None,
    severity: Words = None,
    environment: Words = None,
) -> Response:
    """Log records (OpenTelemetry logs and events), newest first.

    `limit` 1..1000, default 50. `meta.cursor` continues the list and is absent on its last page.
    `severity`: TRACE, DEBUG, INFO, WARN, ERROR or FATAL. `name` is the event's whole name, such as
    `claude_code.user_prompt`.
    """
    filters = _filters(
        from_timestamp, to_timestamp, session_id, user_id, name=name, environment=environment
    )
    if trace_id:
        filters.append(Filter("string", "traceId", "=", trace_id))
    if levels := _known("severity", [word.upper() for word in read_words(severity)], SEVERITIES):
        filters.append(Filter("stringOptions", "severity", "any of", levels))
    return json_response(
        service.list_log_records(
            services,
            principal.project_id,
            filters,
            read_count("limit", limit, 50, 1, MAX_LIMIT),
            read_log_cursor(cursor),
            session_id=session_id,
            trace_id=trace_id,
        )
    )


@router.get("/api/public/metric-points", summary="List metric points")
def list_metric_points(
    principal: ProjectKey,
    services: ServicesDep,
    limit: Text = None,
    cursor: Text = None,
    from_timestamp: Since = None,
    to_timestamp: Until = None,
    trace_id: TraceId = None,
    session_id: SessionId = None,
    user_id: UserId = None,
    name: Words = None,
    type: Words = None,
    environment: Words = None,
) -> Response:
    """Metric points (OpenTelemetry metrics), newest first.

    `limit` 1..1000, default 50. `meta.cursor` continues the list and is absent on its last page.
    `traceId` finds points with an exemplar of that trace. `type`: gauge, sum, histogram,
    exponential_histogram or summary.
    """
    filters = _filters(
        from_timestamp, to_timestamp, session_id, user_id, name=name, environment=environment
    )
    if trace_id:
        filters.append(Filter("arrayOptions", "traceId", "any of", [trace_id]))
    if types := _known("type", [word.lower() for word in read_words(type)], METRIC_TYPES):
        filters.append(Filter("stringOptions", "type", "any of", types))
    return json_response(
        service.list_metric_points(
            services,
            principal.project_id,
            filters,
            read_count("limit", limit, 50, 1, MAX_LIMIT),
            read_point_cursor(cursor),
            session_id=session_id,
        )
    )


@router.get("/api/public/sessions/{session_id:path}/telemetry", summary="Get a session's telemetry")
def get_session_telemetry(
    principal: ProjectKey,
    services: ServicesDep,
    session_id: str,
    limit: Text = None,
    cursor: Text = None,
) -> Response:
    """What logs and metrics tell of a session, also of one that has no trace.

    `events`: its log records in order, those that name the session and those of its traces
    (`limit` 1..1000, default 100; `meta.cursor` continues them). `eventCounts` by event name.
    `metrics`: by name, counters added up over their series, gauges with their newest value.
    `totals`: cost in USD and tokens by kind as Claude Code tells them, from its metrics or else
    its request events. 404 when nothing names the session.
    """
    return json_response(
        service.session_telemetry(
            services,
            principal.project_id,
            session_id,
            read_count("limit", limit, 100, 1, MAX_LIMIT),
            read_log_cursor(cursor),
        )
    )


def _filters(
    since: str | None,
    until: str | None,
    session_id: str | None,
    user_id: str | None,
    *,
    name: list[str] | None,
    environment: list[str] | None,
) -> list[Filter]:
    """Conditions both lists have. Raises InvalidData."""
    filters: list[Filter] = []
    if (low := read_time("fromTimestamp", since)) is not None:
        filters.append(Filter("datetime", "timestamp", ">=", low))
    if (high := read_time("toTimestamp", until)) is not None:
        filters.append(Filter("datetime", "timestamp", "<", high))
    if session_id:
        filters.append(Filter("string", "sessionId", "=", session_id))
    if user_id:
        filters.append(Filter("string", "userId", "=", user_id))
    if names := read_words(name):
        filters.append(Filter("stringOptions", "name", "any of", names))
    if environments := read_words(environment):
        filters.append(Filter("stringOptions", "environment", "any of", environments))
    return filters


def _known(parameter: str, words: list[str], choices: tuple[str, ...]) -> list[str]:
    """`words` themselves. Raises InvalidData for one that is none of `choices`."""
    for word in words:
        if word not in choices:
            raise invalid(parameter, f"expected some of {', '.join(choices)}")
    return words
