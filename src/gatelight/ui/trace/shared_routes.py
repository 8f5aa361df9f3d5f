"""`/api/shared/{project}/…`: one shared trace for readers who are not logged in. Read only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gatelight.errors import json_response
from gatelight.events.paging import read_count
from gatelight.media.files import media_file
from gatelight.services import ServicesDep
from gatelight.ui.trace import service, sharing
from gatelight.ui.trace.downloads import payload_file
from gatelight.ui.trace.routes import MAX_OFFSET, ObservationId, Offset, TraceId
from gatelight.ui.trace.schemas import Contents, ObservationTexts, TraceTree

router = APIRouter(prefix="/api/shared/{project_id}", tags=["UI"])

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@router.get("/trace", summary="Get a shared trace", response_model=TraceTree)
def get_trace(project_id: str, services: ServicesDep, trace_id: TraceId) -> Response:
    """A trace that is marked public, as its page shows it. 404 for every other trace. Users,
    sessions and authors of scores are left out."""
    return json_response(sharing.shared_tree(services, project_id, trace_id), headers=HEADERS)


@router.get(
    "/observation", summary="Get an observation of a shared trace", response_model=ObservationTexts
)
def get_observation(
    project_id: str, services: ServicesDep, trace_id: TraceId, observation_id: ObservationId
) -> Response:
    """One observation of a trace that is marked public, without users, keys and teams."""
    return json_response(
        sharing.shared_observation(services, project_id, trace_id, observation_id),
        headers=HEADERS,
    )


@router.get(
    "/trace-contents", summary="Get what a shared trace says, in order", response_model=Contents
)
def get_contents(
    project_id: str, services: ServicesDep, trace_id: TraceId, offset: Offset = None
) -> Response:
    """Inputs and outputs of the observations of a trace that is marked public."""
    sharing.check_public(services, project_id, trace_id)
    start = read_count("offset", offset, 0, 0, MAX_OFFSET)
    return json_response(
        service.get_contents(services, project_id, trace_id, start), headers=HEADERS
    )


@router.get("/payload", summary="Download an input or output of a shared trace")
def get_payload(
    project_id: str,
    services: ServicesDep,
    trace_id: TraceId,
    field: Annotated[str, Query(description="`input` or `output`.")],
    observation_id: Annotated[str | None, Query(alias="observationId")] = None,
) -> Response:
    """The stored text as a file, of a trace that is marked public."""
    sharing.check_public(services, project_id, trace_id)
    found = service.get_payload(services, project_id, trace_id, observation_id, field)
    return payload_file(found, observation_id or trace_id, field)


@router.get("/media/{media_id}", summary="Get media of a shared trace")
def get_media(
    project_id: str, request: Request, services: ServicesDep, trace_id: TraceId, media_id: str
) -> Response:
    """A file that a trace marked public uses, as `GET /api/projects/{projectId}/media/{mediaId}`
    sends it."""
    found = sharing.shared_media(services, project_id, trace_id, media_id)
    return media_file(services.settings, found, request.headers.get("range", ""))
