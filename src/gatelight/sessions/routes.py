"""Endpoints that read sessions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.answers import Session, SessionTraces
from gatelight.events.filters import Filter
from gatelight.events.paging import read_page, read_time, read_words
from gatelight.services import ServicesDep
from gatelight.sessions import service

router = APIRouter(tags=["sessions"])


@router.get("/api/public/sessions", summary="List sessions", response_model=PageOf[Session])
def list_sessions(
    principal: ProjectKey,
    services: ServicesDep,
    page: Annotated[str | None, Query()] = None,
    limit: Annotated[str | None, Query()] = None,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
    environment: Annotated[
        list[str] | None, Query(description="Repeat the key or separate by commas.")
    ] = None,
) -> Response:
    """One page of sessions, newest first; a session begins with its first trace."""
    filters: list[Filter] = []
    since = read_time("fromTimestamp", from_timestamp)
    if since is not None:
        filters.append(Filter("datetime", "createdAt", ">=", since))
    until = read_time("toTimestamp", to_timestamp)
    if until is not None:
        filters.append(Filter("datetime", "createdAt", "<", until))
    if environments := read_words(environment):
        filters.append(Filter("stringOptions", "environment", "any of", environments))
    return json_response(
        service.list_sessions(services, principal.project_id, filters, read_page(page, limit))
    )


@router.get(
    "/api/public/sessions/{session_id:path}", summary="Get a session", response_model=SessionTraces
)
def get_session(principal: ProjectKey, services: ServicesDep, session_id: str) -> Response:
    """One session with all its traces, newest first. The id may contain slashes."""
    return json_response(service.get_session(services, principal.project_id, session_id))
