"""Remarks about this server, kept for the people who run it; nothing is sent anywhere."""

from __future__ import annotations

from typing import Any

from gatelight.events.paging import Page
from gatelight.feedback import queries
from gatelight.feedback.schemas import FeedbackIn, feedback_out
from gatelight.records.base import new_id
from gatelight.records.tables.feedback import Feedback
from gatelight.services import Services


def keep_feedback(services: Services, project_id: str, body: FeedbackIn) -> str:
    """The id of the remark."""
    row = Feedback(id=new_id(), project_id=project_id, **body.model_dump())
    with services.database.session() as session:
        session.add(row)
    return row.id


def list_feedback(
    services: Services, project_id: str, page: Page
) -> tuple[list[dict[str, Any]], int]:
    with services.database.reader() as session:
        rows, total = queries.page_of_feedback(session, project_id, page.limit, page.offset)
    return [feedback_out(row) for row in rows], total
