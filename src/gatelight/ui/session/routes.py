"""The list of sessions, and what the page of one reads: there the id is a parameter, as it may
contain anything."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import invalid, read_count, read_page, read_time
from gatelight.services import ServicesDep
from gatelight.ui.schemas import SessionLine
from gatelight.ui.session import service
from gatelight.ui.session.schemas import SessionPage
from gatelight.ui.session_list.queries import ORDERS, Wanted
from gatelight.ui.trace.routes import MAX_OFFSET, Offset
from gatelight.ui.trace.schemas import Contents

router = APIRouter(prefix="/api/projects/{project_id}", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Text = Annotated[str | None, Query()]
SessionId = Annotated[str, Query(alias="sessionId")]


@router.get(
    "/sessions", summary="List sessions with their figures", response_model=PageOf[SessionLine]
)
def list_sessions(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: Text = None,
    limit: Text = None,
    order_by: Annotated[str | None, Query(alias="orderBy")] = None,
    search: Text = None,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
) -> Response:
    """Last active first; those with a trace within the time, or that span it. `orderBy` is
    `field.asc` or `field.desc` of firstAt, lastAt, duration, traces, totalCost, totalTokens,
    errorCount, id; `search` finds sessions of which the id or a user contains the text."""
    order, descending = _order(order_by)
    wanted = Wanted(
        read_time("fromTimestamp", from_timestamp),
        read_time("toTimestamp", to_timestamp),
        (search or "").strip()[:200],
        order,
        descending,
    )
    return json_response(
        service.list_sessions(services, project_id, wanted, read_page(page, limit))
    )


def _order(text: str | None) -> tuple[str, bool]:
    """Raises InvalidData."""
    if not text or not text.strip():
        return "lastAt", True
    name, _, direction = text.strip().rpartition(".")
    if direction not in ("asc", "desc") or name not in ORDERS:
        raise invalid("orderBy", f"expected one of {', '.join(sorted(ORDERS))} with .asc or .desc")
    return name, direction == "desc"


@router.get("/session", summary="Get a session for its page", response_model=SessionPage)
def get_session(
    project_id: str, services: ServicesDep, _member: Reader, session_id: SessionId
) -> Response:
    """Turns (traces), model calls with the tokens of their context and what the cache saved, agents
    as lanes, models, and compactions: as the agent's telemetry tells them, else where the context
    of a lane shrank to less than half."""
    return json_response(service.get_session(services, project_id, session_id))


@router.get(
    "/session-contents", summary="Get what a session says, in order", response_model=Contents
)
def get_contents(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    session_id: SessionId,
    offset: Offset = None,
) -> Response:
    """Inputs and outputs of a session's traces, oldest first, about 4 MB a page; `next` is the
    offset of the page that follows, null on the last."""
    start = read_count("offset", offset, 0, 0, MAX_OFFSET)
    return json_response(service.get_turn_contents(services, project_id, session_id, start))
