"""Writing events as JSON: the batch, single entities, scores; and what was refused of them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from gatelight.accounts.dependencies import ProjectKey, ScoreKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.answers import IdAnswer, MessageAnswer, PageOf
from gatelight.core.time import to_datetime
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_choice, read_page, read_time
from gatelight.ingestion import service
from gatelight.ingestion.body import read_body
from gatelight.ingestion.queries import NoteFilter
from gatelight.ingestion.schemas import (
    ArrivalsAnswer,
    BatchAnswer,
    NoteAnswer,
    ScoresAnswer,
    hour_out,
    json_body,
    note_out,
    sender_out,
)
from gatelight.services import Services, ServicesDep

router = APIRouter()

DAY_MICROS = 86_400_000_000


@router.post(
    "/api/public/ingestion",
    summary="Store a batch of events",
    status_code=207,
    response_model=BatchAnswer,
    openapi_extra=json_body("`{batch: [{id, timestamp, type, body}], metadata?}`"),
)
async def post_ingestion(request: Request, principal: ScoreKey, services: ServicesDep) -> Response:
    """Stores traces, observations and scores. Answers 207 with `successes` and `errors`, one entry
    for each event; a bad event never fails the others. A success is on disk and readable. With a
    public key alone (Bearer) only scores are stored."""
    data = await read_body(request, services.settings.json_body_bytes)
    answer = await service.ingest_batch(services, principal, data)
    return Response(msgspec.json.encode(answer), 207, media_type="application/json")


@router.post(
    "/api/public/scores",
    summary="Store a score, or a list of scores",
    response_model=IdAnswer,
    responses={202: {"model": MessageAnswer}, 207: {"model": ScoresAnswer}},
    openapi_extra=json_body("One score, or a list of scores."),
)
async def post_scores(request: Request, principal: ScoreKey, services: ServicesDep) -> Response:
    """One score is answered 200 with its id. A list is answered 202 when every score is stored,
    else 207 with the number accepted and rejected and an error for each rejected one. The same id
    overwrites. A public key alone (Bearer) is enough."""
    data = await read_body(request, services.settings.json_body_bytes)
    if not data.lstrip().startswith(b"["):
        return json_response({"id": await service.ingest_score(services, principal, data)})
    decoded = await service.ingest_scores(services, principal, data)
    if not decoded.reasons:
        return json_response({"message": "Accepted"}, 202)
    return json_response(
        {
            "accepted": decoded.accepted,
            "rejected": len(decoded.reasons),
            "errors": [{"message": reason} for reason in decoded.reasons],
        },
        207,
    )


@router.post(
    "/api/public/traces",
    summary="Store a trace",
    response_model=IdAnswer,
    openapi_extra=json_body("A trace as in a `trace-create` event."),
)
async def post_trace(request: Request, principal: ProjectKey, services: ServicesDep) -> Response:
    """Creates or updates one trace and answers its id. Batches are cheaper."""
    return await _entity("trace-create", request, principal, services)


@router.post(
    "/api/public/spans",
    summary="Store a span",
    response_model=IdAnswer,
    openapi_extra=json_body("A span as in a `span-create` event."),
)
async def post_span(request: Request, principal: ProjectKey, services: ServicesDep) -> Response:
    """Creates one span and answers its id. Batches are cheaper."""
    return await _entity("span-create", request, principal, services)


@router.patch(
    "/api/public/spans",
    summary="Update a span",
    response_model=IdAnswer,
    openapi_extra=json_body("`spanId` and the fields that change."),
)
async def patch_span(request: Request, principal: ProjectKey, services: ServicesDep) -> Response:
    """Changes the fields sent of the span `spanId` and answers its id."""
    return await _entity("span-update", request, principal, services)


@router.post(
    "/api/public/generations",
    summary="Store a generation",
    response_model=IdAnswer,
    openapi_extra=json_body(
        "A generation as in a `generation-create` event; `prompt` and `completion` are also read "
        "as input and output."
    ),
)
async def post_generation(
    request: Request, principal: ProjectKey, services: ServicesDep
) -> Response:
    """Creates one generation and answers its id. Batches are cheaper."""
    return await _entity("generation-create", request, principal, services)


@router.patch(
    "/api/public/generations",
    summary="Update a generation",
    response_model=IdAnswer,
    openapi_extra=json_body("`generationId` and the fields that change."),
)
async def patch_generation(
    request: Request, principal: ProjectKey, services: ServicesDep
) -> Response:
    """Changes the fields sent of the generation `generationId` and answers its id."""
    return await _entity("generation-update", request, principal, services)


@router.post(
    "/api/public/events",
    summary="Store an event",
    response_model=IdAnswer,
    openapi_extra=json_body("An event as in an `event-create` event."),
)
async def post_event(request: Request, principal: ProjectKey, services: ServicesDep) -> Response:
    """Creates one event (an observation without duration) and answers its id."""
    return await _entity("event-create", request, principal, services)


@router.get(
    "/api/public/ingestion/refused",
    summary="List refused and altered events",
    response_model=PageOf[NoteAnswer],
)
def get_refused(
    principal: ProjectKey,
    services: ServicesDep,
    page: str | None = None,
    limit: str | None = None,
    kind: str | None = None,
    event_id: Annotated[str, Query(alias="eventId")] = "",
    entity_id: Annotated[str, Query(alias="entityId")] = "",
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
) -> Response:
    """What ingestion refused (`kind=refused`) or stored otherwise than it was sent
    (`kind=altered`), newest first: the reason, the key, the SDK and its version. Gatelight's own
    endpoint; the newest notes of each project are kept (GATELIGHT_REFUSED_EVENTS_KEPT)."""
    wanted_page = read_page(page, limit)
    start = read_time("fromTimestamp", from_timestamp)
    end = read_time("toTimestamp", to_timestamp)
    found = service.refused_events(
        services,
        principal.project_id,
        NoteFilter(
            page=wanted_page.number,
            limit=wanted_page.limit,
            kind=(read_choice("kind", kind, ("REFUSED", "ALTERED")) or "").lower(),
            event_id=event_id,
            entity_id=entity_id,
            from_time=None if start is None else to_datetime(start),
            to_time=None if end is None else to_datetime(end),
        ),
    )
    return json_response(listed([note_out(note) for note in found.notes], wanted_page, found.total))


@router.get(
    "/api/public/ingestion/arrivals",
    summary="Count what arrived, by key and SDK",
    response_model=ArrivalsAnswer,
)
def get_arrivals(
    principal: ProjectKey,
    services: ServicesDep,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
) -> Response:
    """Which keys and SDK versions sent since `fromTimestamp` (a day ago when absent), the latest
    first, and how much of each was stored, refused and altered in each hour. Kept for 90 days.
    Gatelight's own endpoint."""
    start = read_time("fromTimestamp", from_timestamp)
    since = to_datetime(services.clock.now() - DAY_MICROS if start is None else start)
    senders, hours = service.arrivals(services, principal.project_id, since)
    return json_response(
        {
            "senders": [sender_out(sender) for sender in senders],
            "hours": [hour_out(hour) for hour in hours],
        }
    )


async def _entity(
    event_type: str, request: Request, principal: ApiPrincipal, services: Services
) -> Response:
    data = await read_body(request, services.settings.json_body_bytes)
    return json_response({"id": await service.ingest_entity(services, principal, event_type, data)})
