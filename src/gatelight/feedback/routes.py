"""`/api/public/feedback`: what people and agents remark about this server."""

from __future__ import annotations

from fastapi import APIRouter, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import IdAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_page
from gatelight.feedback import service
from gatelight.feedback.schemas import FeedbackAnswer, FeedbackIn
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/public/feedback", tags=["Feedback"])


@router.post("", summary="Send a remark", status_code=201, response_model=IdAnswer)
def post_feedback(principal: ProjectKey, services: ServicesDep, body: FeedbackIn) -> Response:
    """Keeps a remark about a tool, command, endpoint or page for the people who run this server.
    Nothing is sent to anyone else."""
    return json_response({"id": service.keep_feedback(services, principal.project_id, body)}, 201)


@router.get("", summary="List remarks", response_model=PageOf[FeedbackAnswer])
def get_feedback(
    principal: ProjectKey, services: ServicesDep, page: str | None = None, limit: str | None = None
) -> Response:
    """The project's remarks, newest first."""
    wanted = read_page(page, limit)
    rows, total = service.list_feedback(services, principal.project_id, wanted)
    return json_response(listed(rows, wanted, total))
