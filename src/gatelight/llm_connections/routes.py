"""LLM connections over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page
from gatelight.llm_connections import service
from gatelight.llm_connections.schemas import ConnectionAnswer, ConnectionIn
from gatelight.services import ServicesDep

router = APIRouter(tags=["LLM connections"])


@router.get(
    "/api/public/llm-connections",
    summary="List LLM connections",
    response_model=PageOf[ConnectionAnswer],
)
def get_connections(
    principal: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """The project's connections, newest first. Of secrets only the end of the key and the names of
    extra headers are shown."""
    wanted = read_page(page, limit)
    rows, total = service.list_connections(services, principal.project_id, wanted)
    return json_response(listed(rows, wanted, total))


@router.put(
    "/api/public/llm-connections",
    summary="Create or replace an LLM connection",
    response_model=ConnectionAnswer,
    responses={201: {"description": "The connection is new.", "model": ConnectionAnswer}},
)
def put_connection(principal: ProjectKey, services: ServicesDep, body: ConnectionIn) -> Response:
    """One connection for each `provider`: 201 when it is new, 200 when it replaces one. The secret
    key and the values of extra headers are encrypted and never returned."""
    connection, created = service.put_connection(services, principal.project_id, body)
    return json_response(connection, 201 if created else 200)


@router.delete(
    "/api/public/llm-connections/{connection_id}",
    summary="Delete an LLM connection",
    response_model=MessageAnswer,
)
def delete_connection(principal: ProjectKey, services: ServicesDep, connection_id: str) -> Response:
    """Deletes a connection and its secrets."""
    service.delete_connection(services, principal.project_id, connection_id)
    return json_response({"message": "LLM connection deleted successfully"})
