"""Evaluators in versions, and the rules that say what they are to judge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class EvaluatorVersion(Base):
    """One version of an evaluator; the name holds them together. `type` is `llm_as_judge` or
    `code`; `definition` is the rest of it as the API takes it."""

    __tablename__ = "evaluator_versions"
    __table_args__ = (UniqueConstraint("project_id", "name", "version"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    version: Mapped[int]
    type: Mapped[str] = mapped_column(String(32))
    definition: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class EvaluationRule(Base):
    """`assignments`: `{name, type, mapping}` of evaluators; `sampling` 0..1."""

    __tablename__ = "evaluation_rules"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    target: Mapped[str] = mapped_column(String(32))
    enabled: Mapped[bool]
    sampling: Mapped[float] = mapped_column(Double)
    filters: Mapped[list[Any]] = mapped_column(JsonText)
    assignments: Mapped[list[Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
