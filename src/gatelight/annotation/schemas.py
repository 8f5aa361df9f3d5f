"""Annotation queues as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.annotation import AnnotationQueue, AnnotationQueueItem

STATUSES = ("PENDING", "COMPLETED")
Status = Literal["PENDING", "COMPLETED"]
Id = Annotated[PlainText, StringConstraints(min_length=1, max_length=255)]


class QueueIn(CamelModel):
    """`scoreConfigIds`: what items are scored by, at least one."""

    name: Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
    description: Annotated[PlainText, StringConstraints(max_length=10_000)] | None = None
    score_config_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


class ItemIn(CamelModel):
    object_id: Annotated[PlainText, StringConstraints(min_length=1, max_length=800)]
    object_type: Literal["TRACE", "OBSERVATION", "SESSION"]
    status: Status | None = None


class ItemChanges(CamelModel):
    """Null or absent leaves the status."""

    status: Status | None = None


class AssignmentIn(CamelModel):
    user_id: Id


class QueueAnswer(Answer):
    id: str
    name: str
    description: str | None
    score_config_ids: list[str]
    created_at: Iso
    updated_at: Iso


class ItemAnswer(Answer):
    id: str
    queue_id: str
    object_id: str
    object_type: Literal["TRACE", "OBSERVATION", "SESSION"]
    status: Status
    completed_at: Iso | None
    created_at: Iso
    updated_at: Iso


class ItemDeletedAnswer(Answer):
    success: bool
    message: str


class AssignmentAnswer(Answer):
    user_id: str
    queue_id: str
    project_id: str


class UnassignedAnswer(Answer):
    success: bool


def queue_out(row: AnnotationQueue) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "scoreConfigIds": row.score_config_ids,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }


def item_out(row: AnnotationQueueItem) -> dict[str, Any]:
    return {
        "id": row.id,
        "queueId": row.queue_id,
        "objectId": row.object_id,
        "objectType": row.object_type,
        "status": row.status,
        "completedAt": (
            None if row.completed_at is None else to_iso(from_datetime(row.completed_at))
        ),
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }
