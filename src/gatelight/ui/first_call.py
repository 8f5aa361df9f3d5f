"""A call through the gateway to see that everything works, and where its trace went."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Response
from pydantic import StringConstraints

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.accounts.schemas import CamelModel
from gatelight.accounts.service import belongings
from gatelight.core.answers import Answer
from gatelight.errors import json_response
from gatelight.events.traces import observation_minutes
from gatelight.gateway import client
from gatelight.gateway.client import Caller
from gatelight.playground.routes import limiter
from gatelight.services import Services, ServicesDep
from gatelight.ui.queries import places_of_id

router = APIRouter(prefix="/api/projects/{project_id}/test-call", tags=["UI"])

PURPOSE = "test-call"
QUESTION = "Say hello in one short sentence."
MOST_PROJECTS = 50
"""Other projects that are searched for a trace."""

Player = Annotated[Member, Depends(require(Right.PLAYGROUND_RUN))]
Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]


class CallIn(CamelModel):
    model: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class CallAnswer(Answer):
    """`traceId` null: the gateway does not trace its calls. `answer` is what the model said."""

    trace_id: str | None
    answer: str


class PlaceAnswer(Answer):
    """`here`: the trace is in this project. `elsewhere`: another project of the person has it."""

    here: bool
    elsewhere: str | None
    elsewhere_name: str | None


@router.post("", summary="Send a test call", response_model=CallAnswer)
async def post_test_call(
    project_id: str, services: ServicesDep, member: Player, body: CallIn
) -> Response:
    """Sends one small call through the gateway to `model`, in the name of who is logged in. 503
    says why there is no gateway; an error of the gateway or the model is passed on."""
    limiter(services).attempt(member.user.id)
    answering = await client.call(
        client.access(services.settings),
        client.CHAT,
        {"model": body.model, "messages": [{"role": "user", "content": QUESTION}]},
        Caller(project_id, member.user.email, PURPOSE),
    )
    said = _said(await answering.read())
    return json_response({"traceId": answering.trace_id, "answer": said})


@router.get(
    "/{trace_id:path}", summary="Find where a test call was traced", response_model=PlaceAnswer
)
def get_place(project_id: str, trace_id: str, services: ServicesDep, member: Reader) -> Response:
    """Whether the trace, with its call, is in this project, else in which other one the person may
    see: the gateway writes to the project whose keys it was started with."""
    here = _is_in(services, project_id, trace_id)
    elsewhere = None if here else _elsewhere(services, member.user.id, project_id, trace_id)
    id_, name = elsewhere or (None, None)
    return json_response({"here": here, "elsewhere": id_, "elsewhereName": name})


def _elsewhere(
    services: Services, user_id: str, project_id: str, trace_id: str
) -> tuple[str, str] | None:
    projects = [
        project
        for organization in belongings(services, user_id)
        for project in organization.projects
        if project.id != project_id
    ]
    for project in projects[:MOST_PROJECTS]:
        if _is_in(services, project.id, trace_id):
            return project.id, project.name
    return None


def _is_in(services: Services, project_id: str, trace_id: str) -> bool:
    """Both: tables are written side by side, and a trace may be there before its call."""
    found = places_of_id(services.events, project_id, trace_id, kinds=("trace",))
    return bool(found and observation_minutes(services.events, project_id, [trace_id]))


def _said(content: bytes) -> str:
    try:
        answer: Any = orjson.loads(content)
        return str(answer["choices"][0]["message"]["content"] or "")
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return ""
