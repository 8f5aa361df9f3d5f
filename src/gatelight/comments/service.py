"""Comments on what a project has."""

from __future__ import annotations

from typing import Any

from gatelight.comments import queries
from gatelight.comments.queries import CommentFilter
from gatelight.comments.schemas import CommentIn, comment_out
from gatelight.errors import InvalidRequest, NotFound
from gatelight.events.observations import observation_by_id
from gatelight.events.paging import Page
from gatelight.events.sessions import session_traces
from gatelight.events.traces import trace_by_id
from gatelight.prompts.queries import version_exists
from gatelight.records.tables.comments import Comment
from gatelight.services import Services

Body = dict[str, Any]


def create_comment(services: Services, project_id: str, body: CommentIn) -> str:
    """Store a comment; its id. Raises InvalidRequest for another project's id, NotFound when what
    is commented is not there."""
    if body.project_id != project_id:
        raise InvalidRequest("projectId is not the project of this API key")
    if not _exists(services, project_id, body.object_type, body.object_id):
        raise NotFound(f"No {body.object_type.lower()} with this id found in the project.")
    with services.database.session() as session:
        comment = Comment(
            project_id=project_id,
            object_type=body.object_type,
            object_id=body.object_id,
            content=body.content,
            author_user_id=body.author_user_id,
        )
        session.add(comment)
    return comment.id


def list_comments(
    services: Services, project_id: str, wanted: CommentFilter, page: Page
) -> tuple[list[Body], int]:
    """One page, newest first. Raises InvalidRequest for an object id without its type."""
    if wanted.object_id and not wanted.object_type:
        raise InvalidRequest("objectId needs objectType")
    with services.database.reader() as session:
        rows, total = queries.page_of_comments(session, project_id, wanted, page.limit, page.offset)
    return [comment_out(row) for row in rows], total


def get_comment(services: Services, project_id: str, comment_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        row = queries.find_comment(session, project_id, comment_id)
    if row is None:
        raise NotFound("No comment with this id found.")
    return comment_out(row)


def _exists(services: Services, project_id: str, object_type: str, object_id: str) -> bool:
    match object_type:
        case "TRACE":
            return trace_by_id(services.events, project_id, object_id) is not None
        case "OBSERVATION":
            return observation_by_id(services.events, project_id, object_id) is not None
        case "SESSION":
            return bool(session_traces(services.events, project_id, object_id))
        case _:
            with services.database.reader() as session:
                return version_exists(session, project_id, object_id)
