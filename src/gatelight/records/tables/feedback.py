"""Remarks that people and agents send about this server and its documentation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, new_id, utc_now


class Feedback(Base):
    """`target_type` is the sort of thing (`docs`, `mcp-tool`, …), `target` which one."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_project_id_created_at", "project_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    target_type: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(200))
    feedback: Mapped[str] = mapped_column(Text)
    goal: Mapped[str | None] = mapped_column(Text)
    reference_url: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
