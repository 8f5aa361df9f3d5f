"""Comments on what a project has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.accounts.dependencies import Member
from gatelight.accounts.queries import names_of
from gatelight.accounts.roles import Role, at_least
from gatelight.comments import queries
from gatelight.comments.queries import CommentFilter
from gatelight.comments.schemas import CommentIn, comment_out
from gatelight.errors import Forbidden, InvalidRequest, NotFound
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


def delete_comment(services: Services, project_id: str, member: Member, comment_id: str) -> None:
    """Raises NotFound, and Forbidden for somebody else's comment unless an administrator asks."""
    with services.database.session() as session:
        row = queries.find_comment(session, project_id, comment_id)
        if row is None:
            raise NotFound("No comment with this id found.")
        if not _may_delete(member, row):
            raise Forbidden("Only its author or an administrator deletes a comment.")
        session.delete(row)


def _may_delete(member: Member, row: Comment) -> bool:
    return row.author_user_id == member.user.id or at_least(member.role, Role.ADMIN)


def list_for_member(
    services: Services,
    project_id: str,
    member: Member,
    object_type: str,
    object_id: str,
    page: Page,
) -> tuple[list[Body], int]:
    """One page of the comments on something, newest first, with their authors' names."""
    wanted = CommentFilter(object_type, object_id)
    with services.database.reader() as session:
        rows, total = queries.page_of_comments(session, project_id, wanted, page.limit, page.offset)
        names = names_of(session, {row.author_user_id for row in rows if row.author_user_id})
    return [
        comment_out(row)
        | {
            "authorName": names.get(row.author_user_id or ""),
            "mayDelete": _may_delete(member, row),
        }
        for row in rows
    ], total


def counts_of_observations(
    services: Services, project_id: str, observation_ids: Sequence[str]
) -> dict[str, int]:
    """How many comments each of these observations has; those without are absent."""
    with services.database.reader() as session:
        return queries.count_by_object(session, project_id, "OBSERVATION", observation_ids)


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
