"""`/api/projects/{id}/traces/{id}` and what else the page of one trace reads and does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.comments.service import counts_of_observations
from gatelight.core.answers import MessageAnswer
from gatelight.errors import json_response
from gatelight.events.paging import read_count
from gatelight.media.files import media_file
from gatelight.media.service import announced
from gatelight.services import ServicesDep
from gatelight.ui.trace import service, sharing
from gatelight.ui.trace.downloads import payload_file, trace_file
from gatelight.ui.trace.schemas import Contents, Counts, ObservationTexts, Sharing, TraceTree

router = APIRouter(prefix="/api/projects/{project_id}", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Editor = Annotated[Member, Depends(require(Right.TRACES_WRITE))]
TraceId = Annotated[str, Query(alias="traceId")]
ObservationId = Annotated[str, Query(alias="id")]
Offset = Annotated[str | None, Query(description="`next` of the page before.")]
MAX_OFFSET = 1_000_000


@router.get("/traces/{trace_id:path}", summary="Get a trace for its page", response_model=TraceTree)
def get_trace(project_id: str, trace_id: str, services: ServicesDep, _member: Reader) -> Response:
    """One trace with scores and the tree of its observations, without their payloads. Its own input
    and output are text as stored, the beginning of it beyond 8 MB. The id may contain slashes."""
    return json_response(service.get_tree(services, project_id, trace_id))


@router.get(
    "/observation", summary="Get an observation for its page", response_model=ObservationTexts
)
def get_observation(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    trace_id: TraceId,
    observation_id: ObservationId,
) -> Response:
    """One observation of a trace; input and output as text, as for the trace."""
    return json_response(service.get_observation(services, project_id, trace_id, observation_id))


@router.get("/trace-contents", summary="Get what a trace says, in order", response_model=Contents)
def get_contents(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    trace_id: TraceId,
    offset: Offset = None,
) -> Response:
    """Inputs and outputs of a trace's observations, oldest first, about 4 MB a page; `next` is the
    offset of the page that follows, null on the last."""
    start = read_count("offset", offset, 0, 0, MAX_OFFSET)
    return json_response(service.get_contents(services, project_id, trace_id, start))


@router.get("/payload", summary="Download an input or output")
def get_payload(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    trace_id: TraceId,
    field: Annotated[str, Query(description="`input` or `output`.")],
    observation_id: Annotated[str | None, Query(alias="observationId")] = None,
) -> Response:
    """The stored text as a file, of the trace or of one of its observations, of any size."""
    found = service.get_payload(services, project_id, trace_id, observation_id, field)
    return payload_file(found, observation_id or trace_id, field)


@router.get("/trace-download", summary="Download a trace")
def download_trace(
    project_id: str, services: ServicesDep, _member: Reader, trace_id: TraceId
) -> Response:
    """The trace with all its observations and scores as one JSON file, as
    `GET /api/public/traces/{traceId}` shows them; streamed, so of any size."""
    return trace_file(service.whole_trace(services, project_id, trace_id), trace_id)


@router.put("/trace-sharing", summary="Share a trace", response_model=MessageAnswer)
def put_sharing(project_id: str, services: ServicesDep, _member: Editor, body: Sharing) -> Response:
    """`public: true` lets everybody who knows its address read this trace, without a log-in;
    `false` ends that. Done when answered."""
    sharing.set_public(services, project_id, body.trace_id, body.public)
    return json_response({"message": "Shared" if body.public else "No longer shared"})


@router.get("/comment-counts", summary="Count the comments in a trace", response_model=Counts)
def get_comment_counts(
    project_id: str, services: ServicesDep, _member: Reader, trace_id: TraceId
) -> Response:
    """How many comments each observation of a trace has; those without any are left out."""
    ids = service.ids_in_trace(services, project_id, trace_id)
    return json_response({"data": counts_of_observations(services, project_id, ids)})


@router.get("/media/{media_id}", summary="Get media for a page")
def get_media(
    project_id: str, request: Request, services: ServicesDep, _member: Reader, media_id: str
) -> Response:
    """The bytes of a file that events of the project use, from the page's own origin whatever
    storage they are in. What a browser could run is an attachment."""
    found = announced(services, project_id, media_id)
    return media_file(services.settings, found, request.headers.get("range", ""))
