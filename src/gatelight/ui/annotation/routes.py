"""`/api/projects/{id}/annotation-queues`: queues with their progress, for the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import read_page
from gatelight.services import ServicesDep
from gatelight.ui.annotation import service
from gatelight.ui.annotation.schemas import QueueLine, WorkAnswer

router = APIRouter(prefix="/api/projects/{project_id}/annotation-queues", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]


@router.get("", summary="List annotation queues with progress", response_model=PageOf[QueueLine])
def list_queues(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """Newest first, each with its numbers of items and the people asked to work on it."""
    return json_response(service.list_queues(services, project_id, read_page(page, limit)))


@router.get("/{queue_id}/work", summary="Work on an annotation queue", response_model=WorkAnswer)
def get_work(project_id: str, queue_id: str, services: ServicesDep, _member: Reader) -> Response:
    """The queue, its score configs, and what is still to be scored, oldest first."""
    return json_response(service.work(services, project_id, queue_id))
