"""What the session endpoints answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.errors import NotFound
from gatelight.events import sessions
from gatelight.events.filters import Filter
from gatelight.events.paging import Page, listed
from gatelight.events.sessions import SessionHead
from gatelight.events.trace_wire import trace_head
from gatelight.services import Services
from gatelight.sessions.schemas import session


def list_sessions(
    services: Services, project_id: str, filters: Sequence[Filter], page: Page
) -> dict[str, Any]:
    """One page of sessions, newest first."""
    heads = sessions.find_sessions(services.events, project_id, filters, page.limit, page.offset)
    total = sessions.count_sessions(services.events, project_id, filters)
    return listed([session(head, project_id) for head in heads], page, total)


def get_session(services: Services, project_id: str, session_id: str) -> dict[str, Any]:
    """One session with all its traces, newest first. Raises NotFound."""
    rows = sessions.session_traces(services.events, project_id, session_id)
    if not rows:
        raise NotFound(f"Session {session_id} not found within authorized project")
    first = rows[-1]
    head = SessionHead(session_id, first.timestamp, first.environment)
    return session(head, project_id) | {"traces": [trace_head(row) for row in rows]}
