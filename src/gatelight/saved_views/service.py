"""Saved views: everybody keeps their own; shared ones are everybody's to use."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gatelight.accounts.dependencies import Member
from gatelight.accounts.roles import Right, allows, check
from gatelight.errors import Forbidden, InvalidRequest, NotFound
from gatelight.records.tables.saved_views import SavedView
from gatelight.saved_views import queries
from gatelight.saved_views.schemas import MAX_COLUMNS, Content, ViewChanges, ViewIn, view_out
from gatelight.services import Services

MOST = 200
"""Views one person may keep in a project."""


def list_views(
    services: Services, project_id: str, surface: str, member: Member
) -> list[dict[str, Any]]:
    with services.database.reader() as session:
        rows = queries.views_of(session, project_id, surface, member.user.id)
    return [view_out(row, member.user.id) for row in rows]


def keep_view(services: Services, project_id: str, member: Member, body: ViewIn) -> dict[str, Any]:
    """Raises Forbidden for a shared view when the role may not write, InvalidRequest when there are
    too many."""
    if body.shared:
        check(member.role, Right.VIEWS_SHARE)
    content = _content(body.content)
    with services.database.session() as session:
        if queries.count_of(session, project_id, member.user.id) >= MOST:
            raise InvalidRequest(f"You keep {MOST} views in this project; delete one first")
        row = SavedView(
            project_id=project_id,
            owner_id=member.user.id,
            surface=body.surface,
            name=body.name,
            shared=body.shared,
            content=content,
        )
        session.add(row)
    return view_out(row, member.user.id)


def change_view(
    services: Services, project_id: str, member: Member, view_id: str, body: ViewChanges
) -> dict[str, Any]:
    """Raises NotFound, and Forbidden for somebody else's view or for sharing without the right."""
    with services.database.session() as session:
        row = _changeable(session, project_id, member, view_id)
        if body.shared is not None and body.shared != row.shared:
            check(member.role, Right.VIEWS_SHARE)
            row.shared = body.shared
        if body.name is not None:
            row.name = body.name
        if body.content is not None:
            row.content = _content(body.content)
    return view_out(row, member.user.id)


def delete_view(services: Services, project_id: str, member: Member, view_id: str) -> None:
    """Raises as `change_view`."""
    with services.database.session() as session:
        session.delete(_changeable(session, project_id, member, view_id))


def _changeable(session: Session, project_id: str, member: Member, view_id: str) -> SavedView:
    row = queries.find_view(session, project_id, view_id)
    if row is None or not (row.shared or row.owner_id == member.user.id):
        raise NotFound("No view with this id found.")
    if row.owner_id != member.user.id and not allows(member.role, Right.PROJECT_UPDATE):
        raise Forbidden("This view is somebody else's; save it as your own to change it.")
    return row


def _content(content: Content) -> dict[str, Any]:
    columns = content.columns
    if columns and max(map(len, (columns.order, columns.shown, columns.widths))) > MAX_COLUMNS:
        raise InvalidRequest(f"A view has at most {MAX_COLUMNS} columns")
    return content.model_dump(by_alias=True)
