"""Users of a project: the list with its figures, and one with their sessions."""

from __future__ import annotations

from typing import Any

from gatelight.errors import NotFound
from gatelight.events.paging import Page, listed
from gatelight.services import Services
from gatelight.users import queries
from gatelight.users.queries import OrderBy, Span
from gatelight.users.schemas import sums_out

COURSE_PARTS = 24


def list_users(
    services: Services,
    project_id: str,
    span: Span,
    search: str,
    order: tuple[OrderBy, bool],
    page: Page,
) -> dict[str, Any]:
    """One page of the users that anything in the span names."""
    engine = services.events
    rows, total = queries.users(engine, project_id, span, search, order, page.limit, page.offset)
    ids = [row["id"] for row in rows]
    courses = queries.cost_courses(engine, project_id, span, ids, COURSE_PARTS)
    data = [
        sums_out(row) | {"sessions": row["sessions"], "costs": courses[row["id"]]} for row in rows
    ]
    return listed(data, page, total)


def get_user(services: Services, project_id: str, span: Span, user_id: str) -> dict[str, Any]:
    """One user's figures and latest sessions. Raises NotFound."""
    engine = services.events
    row = queries.user(engine, project_id, span, user_id)
    if row is None:
        raise NotFound("Nothing in this time names this user.")
    latest = queries.sessions_of(engine, project_id, span, user_id)
    return sums_out(row) | {
        "sessions": row["sessions"],
        "latestSessions": [sums_out(each) for each in latest],
    }
