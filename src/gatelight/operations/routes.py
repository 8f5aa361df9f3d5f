"""`/api/projects/{id}/jobs`: background work of a project."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_choice, read_page
from gatelight.jobs.queries import JobFilter
from gatelight.operations import service
from gatelight.operations.schemas import JobAnswer, JobsAnswer, job_out, schedule_out
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/jobs", tags=["Projects"])


@router.get("", summary="List background jobs", response_model=JobsAnswer)
def get_jobs(
    project_id: str,
    services: ServicesDep,
    _member: Annotated[Member, Depends(require(Right.JOBS_READ))],
    page: str | None = None,
    limit: str | None = None,
    kind: str = "",
    state: str | None = None,
) -> Response:
    """What ran and what waits, newest first: when, how often, the result or the error; and the
    project's schedules. Needs role ADMIN. Ended jobs are kept for one to fourteen days."""
    wanted = read_page(page, limit)
    chosen = read_choice("state", state, ("QUEUED", "RUNNING", "DONE", "FAILED")) or ""
    jobs, total, schedules = service.list_jobs(
        services, JobFilter(project_id, kind, chosen.lower()), wanted
    )
    return json_response(
        {
            **listed([job_out(job) for job in jobs], wanted, total),
            "schedules": [schedule_out(schedule) for schedule in schedules],
        }
    )


@router.post("/{job_id}/retry", summary="Try a failed job again", response_model=JobAnswer)
def retry_job(
    project_id: str,
    job_id: str,
    services: ServicesDep,
    _member: Annotated[Member, Depends(require(Right.JOBS_WRITE))],
) -> Response:
    """Queues a failed job once more, with all its attempts. 409 for a job that has not failed."""
    return json_response(job_out(service.retry_job(services, project_id, job_id)))
