"""The MCP endpoint and where clients discover it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from gatelight import __version__
from gatelight.accounts.dependencies import ScoreKey
from gatelight.core.answers import JsonObject
from gatelight.errors import InvalidRequest, MethodNotAllowed, json_response
from gatelight.services import ServicesDep

router = APIRouter(tags=["MCP"])

PATH = "/api/public/mcp"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"description": "A JSON-RPC message."}}},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"description": "A notification was taken."},
    "default": {
        "description": "A JSON-RPC error, or an error of the server.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
}


@router.post(
    PATH,
    summary="Model Context Protocol",
    response_model=JsonObject,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def post_message(request: Request, services: ServicesDep, key: ScoreKey) -> Response:
    """Streamable HTTP without sessions, answered as JSON. A project's key pair may call every tool;
    its public key alone (Bearer) may only write scores."""

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise InvalidRequest("Content-Type must be application/json")

    def answer() -> Response:
        from gatelight.mcp_server.server import McpAnswer  # takes over a second, once

        return McpAnswer(services, key, services.settings.json_body_bytes)

    return await run_in_threadpool(answer)


@router.api_route(PATH, methods=["GET", "DELETE"], include_in_schema=False)
def refuse_sessions() -> Response:
    """There is no stream to open and no session to end."""
    raise MethodNotAllowed(
        "Only POST: this server keeps no MCP sessions.", headers={"Allow": "POST"}
    )


@router.get("/.well-known/mcp.json", summary="Where the MCP server is", response_model=JsonObject)
def get_discovery(services: ServicesDep) -> Response:
    """Address, transport and authentication of the MCP server."""
    url = f"{services.settings.resolved_public_url}{PATH}"
    return json_response(
        {
            "name": "gatelight",
            "title": "Gatelight",
            "version": __version__,
            "description": "Traces, scores, metrics, prompts and datasets of a Gatelight project.",
            "endpoint": url,
            "transport": {"type": "streamable-http", "url": url},
            "servers": [{"name": "gatelight", "url": url, "transport": "streamable-http"}],
            "authentication": {"type": "http", "scheme": "basic"},
        }
    )
