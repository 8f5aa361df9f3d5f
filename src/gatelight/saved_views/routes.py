"""`/api/projects/{id}/views`: saved views of lists, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import MessageAnswer
from gatelight.errors import json_response
from gatelight.saved_views import service
from gatelight.saved_views.schemas import Surface, ViewAnswer, ViewChanges, ViewIn, ViewsAnswer
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/views", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]


@router.get("", summary="List saved views", response_model=ViewsAnswer)
def list_views(
    project_id: str, services: ServicesDep, member: Reader, surface: Surface = "traces"
) -> Response:
    """The person's own views of a list and those shared in the project, by name."""
    return json_response({"data": service.list_views(services, project_id, surface, member)})


@router.post("", summary="Save a view", response_model=ViewAnswer)
def keep_view(project_id: str, services: ServicesDep, member: Reader, body: ViewIn) -> Response:
    """Keeps a query, a span of time, an order and columns under a name. Sharing it needs the right
    `views:share`."""
    return json_response(service.keep_view(services, project_id, member, body))


@router.patch("/{view_id}", summary="Change a saved view", response_model=ViewAnswer)
def change_view(
    project_id: str, view_id: str, services: ServicesDep, member: Reader, body: ViewChanges
) -> Response:
    """The person's own view; administrators of the project may change shared ones of others."""
    return json_response(service.change_view(services, project_id, member, view_id, body))


@router.delete("/{view_id}", summary="Delete a saved view", response_model=MessageAnswer)
def delete_view(project_id: str, view_id: str, services: ServicesDep, member: Reader) -> Response:
    """As changing it."""
    service.delete_view(services, project_id, member, view_id)
    return json_response({"message": "View deleted"})
