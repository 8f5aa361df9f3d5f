"""Score configs: what scores of a name must look like."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class ScoreConfigRow(Base):
    """`categories`: list of `{label, value}` for CATEGORICAL and BOOLEAN. `min_value` and
    `max_value` (both inclusive) are of NUMERIC ones only."""

    __tablename__ = "score_configs"
    __table_args__ = (Index("ix_score_configs_project_id_created_at", "project_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    data_type: Mapped[str] = mapped_column(String(16))
    is_archived: Mapped[bool] = mapped_column(default=False)
    min_value: Mapped[float | None] = mapped_column(Float)
    max_value: Mapped[float | None] = mapped_column(Float)
    categories: Mapped[list[Any] | None] = mapped_column(JsonText(none_as_null=True))
    description: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
