"""Annotation queues: what people are asked to score, and who is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class AnnotationQueue(Base):
    """`score_config_ids`: what each item is to be scored by, at least one."""

    __tablename__ = "annotation_queues"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str | None] = mapped_column(Text)
    score_config_ids: Mapped[list[Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class AnnotationQueueItem(Base):
    """`object_type` is TRACE, OBSERVATION or SESSION; `status` PENDING or COMPLETED, and
    `completed_at` is set while it is COMPLETED."""

    __tablename__ = "annotation_queue_items"
    __table_args__ = (
        Index("ix_annotation_queue_items_queue_id_created_at", "queue_id", "created_at"),
        Index("ix_annotation_queue_items_project_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    queue_id: Mapped[str] = mapped_column(ForeignKey("annotation_queues.id", ondelete="CASCADE"))
    object_type: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[str] = mapped_column(String(800))
    status: Mapped[str] = mapped_column(String(16))
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class AnnotationQueueAssignment(Base):
    """A person who is asked to work on a queue."""

    __tablename__ = "annotation_queue_assignments"

    queue_id: Mapped[str] = mapped_column(
        ForeignKey("annotation_queues.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
