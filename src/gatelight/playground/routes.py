"""`/api/projects/{id}/playground`: model calls through the gateway, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from starlette.responses import StreamingResponse

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.per_database import PerDatabase
from gatelight.accounts.rate_limit import RateLimiter
from gatelight.accounts.roles import Right
from gatelight.errors import json_response
from gatelight.gateway import client
from gatelight.gateway.client import TRACE_HEADER, Caller
from gatelight.playground.schemas import ModelsAnswer, RunIn
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/playground", tags=["UI"])

PURPOSE = "playground"
Player = Annotated[Member, Depends(require(Right.PLAYGROUND_RUN))]
Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]

limiter = PerDatabase(lambda services: RateLimiter(services.settings.playground_calls_per_minute))
"""`limiter(services)`: counts the calls of each person in this process."""


@router.get("/models", summary="List the models of the gateway", response_model=ModelsAnswer)
async def get_models(project_id: str, services: ServicesDep, _member: Reader) -> Response:
    """Models the gateway serves. 503 says why there is no gateway to ask."""
    return json_response({"models": await client.models(client.access(services.settings))})


@router.post("/runs", summary="Run a model call of the playground", response_model=None)
async def post_run(project_id: str, services: ServicesDep, member: Player, body: RunIn) -> Response:
    """Sends the call through the gateway and streams its answer (OpenAI's server-sent events; JSON
    with `stream: false`). `x-gatelight-trace-id` names the trace the gateway records. Closing the
    connection ends the call. The trace's user is the e-mail of who is logged in."""
    limiter(services).attempt(member.user.id)
    answering = await client.call(
        client.access(services.settings),
        client.CHAT,
        body.sent(),
        Caller(project_id, member.user.email, PURPOSE),
    )
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if answering.trace_id:
        headers[TRACE_HEADER] = answering.trace_id
    return StreamingResponse(answering.stream(), headers=headers, media_type=answering.media_type)
