"""`/api/projects/{id}/users`: the people that traces name by `userId`. (Who logs in: accounts.)"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.errors import json_response
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.users import service
from gatelight.users.schemas import UserList, UserOut, read_order, read_span

router = APIRouter(prefix="/api/projects/{project_id}/users", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Text = Annotated[str | None, Query()]
From = Annotated[
    str | None, Query(alias="from", description="First moment; 30 days before `to` when absent.")
]
Until = Annotated[
    str | None, Query(alias="to", description="First moment after the span; now when absent.")
]


@router.get("", summary="List users with their figures", response_model=UserList)
def list_users(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: Text = None,
    limit: Text = None,
    search: Text = None,
    order: Annotated[
        str | None,
        Query(
            description="`cost`, `tokens`, `calls`, `errors`, `traces`, `sessions`, `lastAt` or "
            "`id`, with `.asc` or `.desc`; `cost.desc` when absent."
        ),
    ] = None,
    since: From = None,
    until: Until = None,
) -> Response:
    """Whoever a trace or observation of the span names, with what they used in it."""
    return json_response(
        service.list_users(
            services,
            project_id,
            read_span(since, until, services.clock.now()),
            (search or "")[:500],
            read_order(order),
            read_page(page, limit),
        )
    )


@router.get("/{user_id:path}", summary="Get a user with their sessions", response_model=UserOut)
def get_user(
    project_id: str,
    user_id: str,
    services: ServicesDep,
    _member: Reader,
    since: From = None,
    until: Until = None,
) -> Response:
    """Figures of the span and the latest sessions. The id may contain slashes."""
    span = read_span(since, until, services.clock.now())
    return json_response(service.get_user(services, project_id, span, user_id))
