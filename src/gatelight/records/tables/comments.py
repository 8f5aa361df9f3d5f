"""Comments on traces, observations, sessions and prompts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, new_id, utc_now


class Comment(Base):
    """`object_type` is TRACE, OBSERVATION, SESSION or PROMPT (`object_id` of a prompt is the id of
    one version). The author is as the client named them and need not have an account."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_project_id_object_id", "project_id", "object_id"),
        Index("ix_comments_project_id_created_at", "project_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    object_type: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[str] = mapped_column(String(800))
    content: Mapped[str] = mapped_column(Text)
    author_user_id: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
