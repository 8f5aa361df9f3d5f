"""Endpoints that read and delete traces."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.answers import Trace, TraceDetails
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.traces import service
from gatelight.traces.parameters import field_groups, trace_filters, trace_order
from gatelight.traces.schemas import DeleteTraces

router = APIRouter(tags=["traces"])

Text = Annotated[str | None, Query()]
Words = Annotated[list[str] | None, Query(description="Repeat the key or separate by commas.")]
Fields = Annotated[
    str | None,
    Query(description="Comma-separated groups of core, io, scores, observations, metrics."),
]


@router.get("/api/public/traces", summary="List traces", response_model=PageOf[Trace])
def list_traces(
    principal: ProjectKey,
    services: ServicesDep,
    page: Text = None,
    limit: Text = None,
    user_id: Annotated[str | None, Query(alias="userId")] = None,
    name: Text = None,
    session_id: Annotated[str | None, Query(alias="sessionId")] = None,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
    order_by: Annotated[
        str | None, Query(alias="orderBy", description="`field.asc` or `field.desc`.")
    ] = None,
    tags: Words = None,
    version: Text = None,
    release: Text = None,
    environment: Words = None,
    fields: Fields = None,
    filter: Annotated[
        str | None,
        Query(description="JSON list of conditions; wins over other parameters by column."),
    ] = None,
) -> Response:
    """One page of traces, newest first; observations and scores as ids.

    A trace must have all `tags`. `fromTimestamp` is inclusive, `toTimestamp` not. Latency is in
    seconds, cost in USD.
    """
    filters = trace_filters(
        user_id=user_id,
        name=name,
        session_id=session_id,
        version=version,
        release=release,
        tags=tags,
        environment=environment,
        from_timestamp=from_timestamp,
        to_timestamp=to_timestamp,
        filter=filter,
    )
    return json_response(
        service.list_traces(
            services,
            principal.project_id,
            filters,
            trace_order(order_by),
            read_page(page, limit),
            field_groups(fields),
        )
    )


@router.get(
    "/api/public/traces/{trace_id:path}", summary="Get a trace", response_model=TraceDetails
)
def get_trace(
    principal: ProjectKey, services: ServicesDep, trace_id: str, fields: Fields = None
) -> Response:
    """One trace with its observations and scores. The id may contain slashes."""
    return json_response(
        service.get_trace(services, principal.project_id, trace_id, field_groups(fields))
    )


@router.delete("/api/public/traces", summary="Delete traces", response_model=MessageAnswer)
def delete_traces(principal: ProjectKey, services: ServicesDep, body: DeleteTraces) -> Response:
    """Delete up to 1000 traces with their observations and scores; done when answered.

    Unknown ids are ignored.
    """
    service.remove_traces(services, principal.project_id, body.trace_ids)
    return json_response({"message": "Traces deleted successfully"})


@router.delete(
    "/api/public/traces/{trace_id:path}", summary="Delete a trace", response_model=MessageAnswer
)
def delete_trace(principal: ProjectKey, services: ServicesDep, trace_id: str) -> Response:
    """Delete one trace with its observations and scores; done when answered."""
    service.remove_traces(services, principal.project_id, [trace_id])
    return json_response({"message": "Trace deleted successfully"})
