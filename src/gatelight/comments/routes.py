"""Comments over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.comments import service
from gatelight.comments.queries import CommentFilter
from gatelight.comments.schemas import OBJECT_TYPES, CommentAnswer, CommentIn
from gatelight.core.answers import IdAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_choice, read_page
from gatelight.services import ServicesDep

router = APIRouter(tags=["Comments"])


@router.post("/api/public/comments", summary="Create a comment", response_model=IdAnswer)
def post_comment(principal: ProjectKey, services: ServicesDep, body: CommentIn) -> Response:
    """A comment of 1 to 5000 characters on a trace, observation, session or prompt version, which
    must exist. `projectId` is the key's project. Answers the comment's id."""
    if principal.user_id:  # nobody who is logged in writes in another's name
        body.author_user_id = principal.user_id
    return json_response({"id": service.create_comment(services, principal.project_id, body)})


@router.get("/api/public/comments", summary="List comments", response_model=PageOf[CommentAnswer])
def get_comments(
    principal: ProjectKey,
    services: ServicesDep,
    page: str | None = None,
    limit: str | None = None,
    object_type: Annotated[str | None, Query(alias="objectType")] = None,
    object_id: Annotated[str | None, Query(alias="objectId")] = None,
    author_user_id: Annotated[str | None, Query(alias="authorUserId")] = None,
) -> Response:
    """Comments, newest first; `objectId` needs `objectType`."""
    wanted = read_page(page, limit)
    rows, total = service.list_comments(
        services,
        principal.project_id,
        CommentFilter(
            read_choice("objectType", object_type, OBJECT_TYPES) or "",
            object_id or "",
            author_user_id or "",
        ),
        wanted,
    )
    return json_response(listed(rows, wanted, total))


@router.get(
    "/api/public/comments/{comment_id}", summary="Get a comment", response_model=CommentAnswer
)
def get_comment(principal: ProjectKey, services: ServicesDep, comment_id: str) -> Response:
    """One comment by id."""
    return json_response(service.get_comment(services, principal.project_id, comment_id))
