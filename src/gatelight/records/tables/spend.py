"""Budgets, and the ledger of what gateway calls have cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now
from gatelight.records.money import Usd


class Budget(Base):
    """How much one target may spend in a period. `scope` is key, user, team, project or tag,
    `target` its id (empty for the project). From `soft_limit` on callers are warned, from
    `hard_limit` on refused."""

    __tablename__ = "budgets"
    __table_args__ = (UniqueConstraint("project_id", "scope", "target", "period"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(String(255))
    period: Mapped[str] = mapped_column(String(16))
    soft_limit: Mapped[Decimal | None] = mapped_column(Usd)
    hard_limit: Mapped[Decimal | None] = mapped_column(Usd)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class SpendDay(Base):
    """What one target spent on one day (UTC, `2026-01-31`)."""

    __tablename__ = "spend_days"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    target: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Usd)
    calls: Mapped[int] = mapped_column(BigInteger)
    tokens: Mapped[int] = mapped_column(BigInteger)


class SpendEntry(Base):
    """What one observation has added to the days of its targets, so that a later version of it adds
    the difference only. `priced` false: the gateway told the cost of a call (`observation_id` is
    `call:<call id>`) whose trace has not come yet."""

    __tablename__ = "spend_entries"
    __table_args__ = (
        Index("ix_spend_entries_project_id_call_id", "project_id", "call_id"),
        Index("ix_spend_entries_day", "day"),
    )

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    observation_id: Mapped[str] = mapped_column(String(800), primary_key=True)
    call_id: Mapped[str] = mapped_column(String(255))
    day: Mapped[str] = mapped_column(String(10))
    targets: Mapped[list[Any]] = mapped_column(JsonText)
    amount: Mapped[Decimal] = mapped_column(Usd)
    tokens: Mapped[int] = mapped_column(BigInteger)
    priced: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SpendMark(Base):
    """Up to when the event store's observations are in the ledger for sure; one row."""

    __tablename__ = "spend_marks"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    until: Mapped[datetime]
