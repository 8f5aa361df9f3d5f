"""Health and readiness, for load balancers and people."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gatelight import __version__
from gatelight.core.answers import Answer
from gatelight.errors import json_response
from gatelight.services import ServicesDep

router = APIRouter(tags=["Health"])


class Health(Answer):
    status: str
    version: str


@router.head("/api/public/health", include_in_schema=False)
@router.get(
    "/api/public/health",
    summary="Is the server alive?",
    response_model=Health,
    responses={503: {"model": Health, "description": "A store does not answer."}},
)
def health(
    services: ServicesDep,
    fail_if_database_unavailable: bool = Query(False, alias="failIfDatabaseUnavailable"),
) -> Response:
    """`{"status":"OK","version":…}`; 503 when asked to check the stores and one does not answer."""
    if fail_if_database_unavailable and not (services.events.ping() and services.database.ping()):
        return json_response({"status": "Database not available", "version": __version__}, 503)
    return json_response({"status": "OK", "version": __version__})


@router.head("/api/public/ready", include_in_schema=False)
@router.get(
    "/api/public/ready",
    summary="May traffic be sent?",
    response_model=Health,
    responses={500: {"model": Health, "description": "The server is stopping."}},
)
def ready(request: Request) -> Response:
    """200 while the server takes traffic; 500 once it has begun to stop (wire reference)."""
    if request.app.state.stopping:
        return json_response({"status": "Stopping", "version": __version__}, 500)
    return json_response({"status": "OK", "version": __version__})
