"""`/api/projects/{id}/traces` and `…/sessions`: what the UI's pages read, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.filters import Filter
from gatelight.events.paging import read_page, read_time
from gatelight.services import ServicesDep
from gatelight.traces.parameters import trace_filters, trace_order
from gatelight.ui import service
from gatelight.ui.schemas import SessionLine, TraceLine, TraceTree

router = APIRouter(prefix="/api/projects/{project_id}", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Text = Annotated[str | None, Query()]
From = Annotated[str | None, Query(alias="fromTimestamp")]
Until = Annotated[str | None, Query(alias="toTimestamp")]


@router.get("/traces", summary="List traces with their figures", response_model=PageOf[TraceLine])
def list_traces(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: Text = None,
    limit: Text = None,
    order_by: Annotated[str | None, Query(alias="orderBy")] = None,
    from_timestamp: From = None,
    to_timestamp: Until = None,
    filter: Text = None,
) -> Response:
    """Filters, order and pages as `GET /api/public/traces`; each trace with models, tokens, cost,
    latency and errors, without payload."""
    filters = trace_filters(from_timestamp=from_timestamp, to_timestamp=to_timestamp, filter=filter)
    return json_response(
        service.list_traces(
            services, project_id, filters, trace_order(order_by), read_page(page, limit)
        )
    )


@router.get(
    "/traces/{trace_id:path}",
    summary="Get a trace for its tree",
    response_model=TraceTree,
)
def get_trace(project_id: str, trace_id: str, services: ServicesDep, _member: Reader) -> Response:
    """One trace with scores and every observation without input, output and metadata; those come
    from `GET /api/public/observations/{id}`. The id may contain slashes."""
    return json_response(service.trace_tree(services, project_id, trace_id))


@router.get(
    "/sessions", summary="List sessions with their figures", response_model=PageOf[SessionLine]
)
def list_sessions(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: Text = None,
    limit: Text = None,
    from_timestamp: From = None,
    to_timestamp: Until = None,
) -> Response:
    """Newest first; a session begins with its first trace."""
    filters: list[Filter] = []
    if (since := read_time("fromTimestamp", from_timestamp)) is not None:
        filters.append(Filter("datetime", "createdAt", ">=", since))
    if (until := read_time("toTimestamp", to_timestamp)) is not None:
        filters.append(Filter("datetime", "createdAt", "<", until))
    return json_response(
        service.list_sessions(services, project_id, filters, read_page(page, limit))
    )
