"""From a bare trace id (a log line, a point in Grafana) to the project that has the trace."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import SessionUser
from gatelight.core.answers import Answer
from gatelight.errors import NotFound, json_response
from gatelight.events.trace_place import project_of_trace
from gatelight.projects import service as projects
from gatelight.services import ServicesDep

router = APIRouter(tags=["Traces"])


class TracePlace(Answer):
    project_id: str


@router.get(
    "/api/trace-places/{trace_id:path}",
    summary="Find the project of a trace",
    response_model=TracePlace,
)
def get_trace_place(trace_id: str, services: ServicesDep, user: SessionUser) -> Response:
    """Looks in the projects the person may see; 404 when none of them has the trace."""
    project_ids = [
        project.id
        for organization, _ in projects.list_organizations(services, user)
        for project, _ in projects.list_projects(services, user, organization.id)
    ]
    found = project_of_trace(services.events, project_ids, trace_id)
    if found is None:
        raise NotFound("No project you may see has this trace.")
    return json_response({"projectId": found})
