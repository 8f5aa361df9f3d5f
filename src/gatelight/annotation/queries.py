"""SQL of annotation queues."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.annotation import (
    AnnotationQueue,
    AnnotationQueueAssignment,
    AnnotationQueueItem,
)


def find_queue(session: Session, project_id: str, queue_id: str) -> AnnotationQueue | None:
    return session.scalars(
        select(AnnotationQueue).where(
            AnnotationQueue.project_id == project_id, AnnotationQueue.id == queue_id
        )
    ).one_or_none()


def queue_named(session: Session, project_id: str, name: str) -> AnnotationQueue | None:
    return session.scalars(
        select(AnnotationQueue).where(
            AnnotationQueue.project_id == project_id, AnnotationQueue.name == name
        )
    ).one_or_none()


def page_of_queues(
    session: Session, project_id: str, limit: int, offset: int
) -> tuple[list[AnnotationQueue], int]:
    """Newest first, and how many there are."""
    mine = AnnotationQueue.project_id == project_id
    total = session.scalar(select(func.count()).select_from(AnnotationQueue).where(mine)) or 0
    rows = session.scalars(
        select(AnnotationQueue)
        .where(mine)
        .order_by(AnnotationQueue.created_at.desc(), AnnotationQueue.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total


def find_item(
    session: Session, project_id: str, queue_id: str, item_id: str
) -> AnnotationQueueItem | None:
    return session.scalars(
        select(AnnotationQueueItem).where(
            AnnotationQueueItem.project_id == project_id,
            AnnotationQueueItem.queue_id == queue_id,
            AnnotationQueueItem.id == item_id,
        )
    ).one_or_none()


def page_of_items(
    session: Session, project_id: str, queue_id: str, status: str, limit: int, offset: int
) -> tuple[list[AnnotationQueueItem], int]:
    """Newest first, of any status when `status` is empty, and how many there are."""
    conditions = [
        AnnotationQueueItem.project_id == project_id,
        AnnotationQueueItem.queue_id == queue_id,
    ]
    if status:
        conditions.append(AnnotationQueueItem.status == status)
    total = session.scalar(select(func.count()).select_from(AnnotationQueueItem).where(*conditions))
    rows = session.scalars(
        select(AnnotationQueueItem)
        .where(*conditions)
        .order_by(AnnotationQueueItem.created_at.desc(), AnnotationQueueItem.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total or 0


def find_assignment(
    session: Session, project_id: str, queue_id: str, user_id: str
) -> AnnotationQueueAssignment | None:
    return session.scalars(
        select(AnnotationQueueAssignment).where(
            AnnotationQueueAssignment.project_id == project_id,
            AnnotationQueueAssignment.queue_id == queue_id,
            AnnotationQueueAssignment.user_id == user_id,
        )
    ).one_or_none()


def pending_items(
    session: Session, project_id: str, queue_id: str, limit: int
) -> list[AnnotationQueueItem]:
    """What is still to be done, oldest first."""
    return list(
        session.scalars(
            select(AnnotationQueueItem)
            .where(
                AnnotationQueueItem.project_id == project_id,
                AnnotationQueueItem.queue_id == queue_id,
                AnnotationQueueItem.status == "PENDING",
            )
            .order_by(AnnotationQueueItem.created_at, AnnotationQueueItem.id)
            .limit(limit)
        )
    )


def progress(
    session: Session, project_id: str, queue_ids: Collection[str]
) -> dict[tuple[str, str], int]:
    """Number of items by queue and status."""
    rows = session.execute(
        select(AnnotationQueueItem.queue_id, AnnotationQueueItem.status, func.count())
        .where(
            AnnotationQueueItem.project_id == project_id,
            AnnotationQueueItem.queue_id.in_(queue_ids),
        )
        .group_by(AnnotationQueueItem.queue_id, AnnotationQueueItem.status)
    )
    return {(queue_id, status): count for queue_id, status, count in rows}


def assigned(session: Session, project_id: str, queue_ids: Collection[str]) -> dict[str, list[str]]:
    """Ids of the people asked to work on each queue, in the order they were asked."""
    rows = session.execute(
        select(AnnotationQueueAssignment.queue_id, AnnotationQueueAssignment.user_id)
        .where(
            AnnotationQueueAssignment.project_id == project_id,
            AnnotationQueueAssignment.queue_id.in_(queue_ids),
        )
        .order_by(AnnotationQueueAssignment.created_at)
    )
    found: dict[str, list[str]] = {}
    for queue_id, user_id in rows:
        found.setdefault(queue_id, []).append(user_id)
    return found
