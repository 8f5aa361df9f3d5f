"""`/api/projects/{id}/retention`: what a project keeps, and what was deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page
from gatelight.retention import service
from gatelight.retention.schemas import RetentionAnswer, RetentionStarted, run_out
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/retention", tags=["Projects"])


@router.get("", summary="Read what retention deleted", response_model=RetentionAnswer)
def get_retention(
    project_id: str,
    services: ServicesDep,
    _member: Annotated[Member, Depends(require(Right.PROJECT_READ))],
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """The days the project keeps events (null: for ever), and every daily run, newest first: its
    age limit, and how many rows and bytes it deleted."""
    wanted = read_page(page, limit)
    days, runs, total = service.read_runs(services, project_id, wanted)
    return json_response(
        {"retentionDays": days, **listed([run_out(run) for run in runs], wanted, total)}
    )


@router.post(
    "/run", summary="Apply retention now", response_model=RetentionStarted, status_code=202
)
def run_retention(
    project_id: str,
    services: ServicesDep,
    _member: Annotated[Member, Depends(require(Right.PROJECT_DELETE))],
) -> Response:
    """Queues the deletion that otherwise runs daily at 03:00 UTC. Needs role OWNER. 404 when the
    project keeps everything."""
    return json_response({"jobId": service.run_now(services, project_id)}, 202)
