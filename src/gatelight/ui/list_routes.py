"""`/api/projects/{id}/traces` and `…/sessions`: what the UI's pages read, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.traces.parameters import trace_filters, trace_order
from gatelight.ui import service
from gatelight.ui.schemas import FoundIds, TraceLine

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


@router.get("/lookup", summary="Find what an id belongs to", response_model=FoundIds)
def look_up(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    id_: Annotated[str, Query(alias="id", min_length=1, max_length=1000)],
) -> Response:
    """Traces, observations, sessions, users and scores of the project with exactly this id; an
    empty list when there is none."""
    return json_response(service.look_up(services, project_id, id_))
