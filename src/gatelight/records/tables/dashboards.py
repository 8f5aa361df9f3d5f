"""Dashboards and the widgets placed on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Widget(Base):
    """A chart: what it counts, by what, and how it is drawn."""

    __tablename__ = "dashboard_widgets"

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text)
    view: Mapped[str] = mapped_column(String(32))
    dimensions: Mapped[list[Any]] = mapped_column(JsonText)
    metrics: Mapped[list[Any]] = mapped_column(JsonText)
    filters: Mapped[list[Any]] = mapped_column(JsonText)
    chart_type: Mapped[str] = mapped_column(String(32))
    chart_config: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class Dashboard(Base):
    """`placements`: `{id, type, widgetId | presetId, x, y, width, height}` in grid tiles."""

    __tablename__ = "dashboards"

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text)
    placements: Mapped[list[Any]] = mapped_column(JsonText)
    filters: Mapped[list[Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
