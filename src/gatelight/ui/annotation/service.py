"""Annotation queues with their progress, and what working on one needs."""

from __future__ import annotations

from typing import Any

from gatelight.annotation import queries
from gatelight.annotation.schemas import item_out, queue_out
from gatelight.errors import NotFound
from gatelight.events.paging import Page, listed
from gatelight.records.tables.annotation import AnnotationQueue
from gatelight.score_configs.queries import existing_configs
from gatelight.score_configs.schemas import config_out
from gatelight.services import Services
from gatelight.ui import people

Body = dict[str, Any]
MOST_ITEMS = 500


def list_queues(services: Services, project_id: str, page: Page) -> Body:
    """Newest first."""
    with services.database.reader() as session:
        rows, total = queries.page_of_queues(session, project_id, page.limit, page.offset)
    return listed(_lines(services, project_id, rows), page, total)


def work(services: Services, project_id: str, queue_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        row = queries.find_queue(session, project_id, queue_id)
        if row is None:
            raise NotFound("No annotation queue with this id found.")
        configs = existing_configs(session, project_id, row.score_config_ids)
        items = queries.pending_items(session, project_id, queue_id, MOST_ITEMS)
    return {
        "queue": _lines(services, project_id, [row])[0],
        "configs": [config_out(configs[each]) for each in row.score_config_ids if each in configs],
        "items": [item_out(each) for each in items],
    }


def _lines(services: Services, project_id: str, rows: list[AnnotationQueue]) -> list[Body]:
    ids = [row.id for row in rows]
    with services.database.reader() as session:
        counts = queries.progress(session, project_id, ids)
        assigned = queries.assigned(session, project_id, ids)
    names = people.names(services, [user for users in assigned.values() for user in users])
    return [
        queue_out(row)
        | {
            "pending": counts.get((row.id, "PENDING"), 0),
            "completed": counts.get((row.id, "COMPLETED"), 0),
            "people": [
                {"id": user, "name": names.get(user, user)} for user in assigned.get(row.id, [])
            ],
        }
        for row in rows
    ]
