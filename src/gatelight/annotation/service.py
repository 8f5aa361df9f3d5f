"""Annotation queues, their items, and the people asked to work on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gatelight.accounts.access import project_role
from gatelight.accounts.roles import Role
from gatelight.annotation import queries
from gatelight.annotation.schemas import ItemIn, QueueIn, item_out, queue_out
from gatelight.errors import InvalidRequest, NotFound
from gatelight.events.paging import Page
from gatelight.records.base import utc_now
from gatelight.records.tables.annotation import (
    AnnotationQueue,
    AnnotationQueueAssignment,
    AnnotationQueueItem,
)
from gatelight.score_configs.queries import existing_configs
from gatelight.services import Services

Body = dict[str, Any]
COMPLETED = "COMPLETED"


def list_queues(services: Services, project_id: str, page: Page) -> tuple[list[Body], int]:
    with services.database.reader() as session:
        rows, total = queries.page_of_queues(session, project_id, page.limit, page.offset)
    return [queue_out(row) for row in rows], total


def get_queue(services: Services, project_id: str, queue_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        return queue_out(_queue(session, project_id, queue_id))


def create_queue(services: Services, project_id: str, body: QueueIn) -> Body:
    """Raises InvalidRequest when the name is taken, or a score config is missing or archived."""
    config_ids = list(dict.fromkeys(body.score_config_ids))
    with services.database.session() as session:
        services.database.lock(session, f"annotation-queues:{project_id}")
        if queries.queue_named(session, project_id, body.name) is not None:
            raise InvalidRequest("A queue with this name already exists in the project")
        found = existing_configs(session, project_id, config_ids)
        unusable = [
            config_id
            for config_id in config_ids
            if config_id not in found or found[config_id].is_archived
        ]
        if unusable:
            raise InvalidRequest(
                f"No score config in use has the id {', '.join(unusable[:5])[:500]}"
            )
        row = AnnotationQueue(
            project_id=project_id,
            name=body.name,
            description=body.description,
            score_config_ids=config_ids,
        )
        session.add(row)
    return queue_out(row)


def list_items(
    services: Services, project_id: str, queue_id: str, status: str, page: Page
) -> tuple[list[Body], int]:
    """Raises NotFound when there is no such queue."""
    with services.database.reader() as session:
        _queue(session, project_id, queue_id)
        rows, total = queries.page_of_items(
            session, project_id, queue_id, status, page.limit, page.offset
        )
    return [item_out(row) for row in rows], total


def get_item(services: Services, project_id: str, queue_id: str, item_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        return item_out(_item(session, project_id, queue_id, item_id))


def create_item(services: Services, project_id: str, queue_id: str, body: ItemIn) -> Body:
    """Raises NotFound when there is no such queue."""
    with services.database.session() as session:
        _queue(session, project_id, queue_id)
        row = AnnotationQueueItem(
            project_id=project_id,
            queue_id=queue_id,
            object_type=body.object_type,
            object_id=body.object_id,
            status=body.status or "PENDING",
            completed_at=utc_now() if body.status == COMPLETED else None,
        )
        session.add(row)
    return item_out(row)


def change_item(
    services: Services, project_id: str, queue_id: str, item_id: str, status: str | None
) -> Body:
    """Set an item's status; the time of completion goes with it. Raises NotFound."""
    with services.database.session() as session:
        row = _item(session, project_id, queue_id, item_id)
        if status is not None and status != row.status:
            row.status = status
            row.completed_at = utc_now() if status == COMPLETED else None
    return item_out(row)


def delete_item(services: Services, project_id: str, queue_id: str, item_id: str) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        session.delete(_item(session, project_id, queue_id, item_id))


def assign(services: Services, project_id: str, queue_id: str, user_id: str) -> Body:
    """Ask a person to work on a queue; once more is no change. Raises NotFound, also for a person
    who is no member of the project."""
    with services.database.session() as session:
        services.database.lock(session, f"annotation-queues:{project_id}")
        _queue(session, project_id, queue_id)
        role = project_role(session, user_id, project_id)
        if role is None or role is Role.NONE:
            raise NotFound("No member of the project has this user id.")
        if queries.find_assignment(session, project_id, queue_id, user_id) is None:
            session.add(
                AnnotationQueueAssignment(queue_id=queue_id, user_id=user_id, project_id=project_id)
            )
    return {"userId": user_id, "queueId": queue_id, "projectId": project_id}


def unassign(services: Services, project_id: str, queue_id: str, user_id: str) -> None:
    """Stop asking a person; no change when they were not asked. Raises NotFound for the queue."""
    with services.database.session() as session:
        _queue(session, project_id, queue_id)
        found = queries.find_assignment(session, project_id, queue_id, user_id)
        if found is not None:
            session.delete(found)


def _queue(session: Session, project_id: str, queue_id: str) -> AnnotationQueue:
    row = queries.find_queue(session, project_id, queue_id)
    if row is None:
        raise NotFound("No annotation queue with this id found.")
    return row


def _item(session: Session, project_id: str, queue_id: str, item_id: str) -> AnnotationQueueItem:
    row = queries.find_item(session, project_id, queue_id, item_id)
    if row is None:
        raise NotFound("No item with this id found in this annotation queue.")
    return row
