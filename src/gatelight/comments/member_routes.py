"""Comments as logged-in people read them: with names, and theirs to delete. They are written with
`POST /api/public/comments`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.comments import service
from gatelight.comments.schemas import OBJECT_TYPES, MemberComment
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.paging import listed, read_choice, read_page
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/comments", tags=["Comments"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Writer = Annotated[Member, Depends(require(Right.COMMENTS_WRITE))]


@router.get("", summary="List comments with their authors", response_model=PageOf[MemberComment])
def get_comments(
    project_id: str,
    services: ServicesDep,
    member: Reader,
    object_type: Annotated[str, Query(alias="objectType")],
    object_id: Annotated[str, Query(alias="objectId")],
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """The comments on one trace, observation, session or prompt version, newest first, with the
    names of authors who have an account; `mayDelete` is about the one asking."""
    wanted = read_page(page, limit)
    kind = read_choice("objectType", object_type, OBJECT_TYPES) or ""
    rows, total = service.list_for_member(services, project_id, member, kind, object_id, wanted)
    return json_response(listed(rows, wanted, total))


@router.delete("/{comment_id}", summary="Delete a comment", response_model=MessageAnswer)
def delete_comment(
    project_id: str, services: ServicesDep, member: Writer, comment_id: str
) -> Response:
    """One's own comment; administrators of the project may delete any."""
    service.delete_comment(services, project_id, member, comment_id)
    return json_response({"message": "Comment deleted"})
