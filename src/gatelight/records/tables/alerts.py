"""Alerts, the state of each of their groups, and what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Alert(Base):
    """`query` is `{view, measure, aggregation, filters, groupBy, shareFilters}` in the names of the
    metrics language. `operator` is `>`, `>=`, `<` or `<=`. `clear_threshold` None: the threshold.
    `confirmations` is how many checks in a row change the state. `when_empty` is `keep`, `ok`,
    `no_data` or `alerting`. Muted alerts change state and notify nobody."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    query: Mapped[dict[str, Any]] = mapped_column(JsonText)
    operator: Mapped[str] = mapped_column(String(2))
    threshold: Mapped[float] = mapped_column(Double)
    clear_threshold: Mapped[float | None] = mapped_column(Double)
    window_seconds: Mapped[int] = mapped_column(Integer)
    every_seconds: Mapped[int] = mapped_column(Integer)
    confirmations: Mapped[int] = mapped_column(Integer)
    when_empty: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(16))
    channel_ids: Mapped[list[Any]] = mapped_column(JsonText)
    remind_seconds: Mapped[int | None] = mapped_column(Integer)
    enabled: Mapped[bool]
    muted_until: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class AlertState(Base):
    """One group of an alert (`group_key` "" for an alert without groups). `state` is `ok`,
    `alerting` or `no_data`; `streak` counts checks in a row that speak for `leaning`."""

    __tablename__ = "alert_states"

    alert_id: Mapped[str] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True
    )
    group_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    group: Mapped[dict[str, Any]] = mapped_column("group_values", JsonText)
    state: Mapped[str] = mapped_column(String(16))
    value: Mapped[float | None] = mapped_column(Double)
    since: Mapped[datetime]
    leaning: Mapped[str] = mapped_column(String(16))
    streak: Mapped[int] = mapped_column(Integer)
    checked_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]


class AlertEvent(Base):
    """A change of a group's state. `channels` is how many were notified."""

    __tablename__ = "alert_events"
    __table_args__ = (
        Index("ix_alert_events_project_id_at", "project_id", "at"),
        Index("ix_alert_events_alert_id_at", "alert_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    group: Mapped[dict[str, Any]] = mapped_column("group_values", JsonText)
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    value: Mapped[float | None] = mapped_column(Double)
    threshold: Mapped[float] = mapped_column(Double)
    channels: Mapped[int] = mapped_column(Integer)
    muted: Mapped[bool]
