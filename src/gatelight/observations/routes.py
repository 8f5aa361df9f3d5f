"""Endpoints that read observations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import CursorPageOf, PageOf
from gatelight.errors import InvalidRequest, json_response
from gatelight.events.answers import Observation, ObservationV2
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.observation_wire import DEFAULT_GROUPS
from gatelight.events.paging import read_count, read_flag, read_page, read_words
from gatelight.observations import service
from gatelight.observations.cursor import read_cursor
from gatelight.observations.parameters import (
    check_payload_filters,
    observation_filters,
    without_parent,
)
from gatelight.services import ServicesDep

router = APIRouter(tags=["observations"])

Text = Annotated[str | None, Query()]
Words = Annotated[list[str] | None, Query(description="Repeat the key or separate by commas.")]
FilterText = Annotated[
    str | None, Query(description="JSON list of conditions; wins over other parameters by column.")
]


@router.get(
    "/api/public/observations", summary="List observations", response_model=PageOf[Observation]
)
def list_observations(
    principal: ProjectKey,
    services: ServicesDep,
    page: Text = None,
    limit: Text = None,
    name: Text = None,
    user_id: Annotated[str | None, Query(alias="userId")] = None,
    type: Text = None,
    trace_id: Annotated[str | None, Query(alias="traceId")] = None,
    level: Text = None,
    parent_observation_id: Annotated[str | None, Query(alias="parentObservationId")] = None,
    environment: Words = None,
    from_start_time: Annotated[str | None, Query(alias="fromStartTime")] = None,
    to_start_time: Annotated[str | None, Query(alias="toStartTime")] = None,
    version: Text = None,
    filter: FilterText = None,
) -> Response:
    """One page of observations, newest first. `fromStartTime` is inclusive, `toStartTime` not."""
    filters = observation_filters(
        name=name,
        user_id=user_id,
        type=type,
        trace_id=trace_id,
        level=level,
        parent_observation_id=parent_observation_id,
        environment=environment,
        from_start_time=from_start_time,
        to_start_time=to_start_time,
        version=version,
        filter=filter,
    )
    return json_response(
        service.list_v1(services, principal.project_id, filters, read_page(page, limit))
    )


@router.get(
    "/api/public/v2/observations",
    summary="List observations by cursor",
    response_model=CursorPageOf[ObservationV2],
)
def list_observations_v2(
    principal: ProjectKey,
    services: ServicesDep,
    fields: Text = None,
    expand_metadata: Annotated[list[str] | None, Query(alias="expandMetadata")] = None,
    limit: Text = None,
    cursor: Text = None,
    parse_io_as_json: Annotated[str | None, Query(alias="parseIoAsJson")] = None,
    name: Text = None,
    user_id: Annotated[str | None, Query(alias="userId")] = None,
    session_id: Annotated[str | None, Query(alias="sessionId")] = None,
    type: Text = None,
    trace_id: Annotated[str | None, Query(alias="traceId")] = None,
    level: Text = None,
    parent_observation_id: Annotated[str | None, Query(alias="parentObservationId")] = None,
    is_root_observation: Annotated[str | None, Query(alias="isRootObservation")] = None,
    environment: Words = None,
    from_start_time: Annotated[str | None, Query(alias="fromStartTime")] = None,
    to_start_time: Annotated[str | None, Query(alias="toStartTime")] = None,
    version: Text = None,
    filter: FilterText = None,
) -> Response:
    """Observations, newest first, with the field groups named in `fields` (default core, basic).

    `limit` 1..1000. `meta.cursor` continues the list and is absent on its last page. An empty
    `parentObservationId` asks for observations without a parent. Input and output are raw text.
    """
    if read_flag("parseIoAsJson", parse_io_as_json):
        raise InvalidRequest("parseIoAsJson is not supported; input and output are raw strings")
    filters = observation_filters(
        name=name,
        user_id=user_id,
        session_id=session_id,
        type=type,
        trace_id=trace_id,
        level=level,
        parent_observation_id=parent_observation_id,
        is_root=is_root_observation,
        environment=environment,
        from_start_time=from_start_time,
        to_start_time=to_start_time,
        version=version,
        filter=filter,
    )
    if parent_observation_id == "" and not any(
        OBSERVATION_FILTER_COLUMNS.find(item.column).id == "parentObservationId" for item in filters
    ):
        filters.append(without_parent())
    check_payload_filters(filters)
    return json_response(
        service.list_v2(
            services,
            principal.project_id,
            filters,
            read_count("limit", limit, 50, 1, 1000),
            read_cursor(cursor),
            read_words([fields] if fields else None) or DEFAULT_GROUPS,
            set(read_words(expand_metadata)),
        )
    )


@router.get(
    "/api/public/observations/{observation_id:path}",
    summary="Get an observation",
    response_model=Observation,
)
def get_observation(principal: ProjectKey, services: ServicesDep, observation_id: str) -> Response:
    """One observation with input, output, usage, cost and latency. The id may contain slashes."""
    return json_response(service.get_v1(services, principal.project_id, observation_id))
