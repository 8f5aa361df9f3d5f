"""The price book: dated entries, shared and by project, and what it was filled from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, utc_now


class PriceEntryRow(Base):
    """One dated entry. `project_id` NULL: shared by all. Content never changes: a corrected price
    is a new row, and the old one gets `retired_at` and stays, so that costs remain explainable.

    `match`: `{"regex": …}` for a project's entry, else a rule tree (`gatelight.pricing.match`).
    `tiers`: list of `gatelight.pricing.entries.TierText`. `daily_from`/`daily_until`: minutes of
    the UTC day to which the price is limited.
    """

    __tablename__ = "price_entries"
    __table_args__ = (Index("ix_price_entries_project_id_retired_at", "project_id", "retired_at"),)

    id: Mapped[str] = mapped_column(String(500), primary_key=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(64))
    source_version: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(255))
    model: Mapped[str] = mapped_column(Text)
    match: Mapped[dict[str, Any]] = mapped_column(JsonText)
    valid_from: Mapped[datetime | None]
    daily_from: Mapped[int | None]
    daily_until: Mapped[int | None]
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    tiers: Mapped[list[Any]] = mapped_column(JsonText)
    unit: Mapped[str | None] = mapped_column(String(32))
    tokenizer_id: Mapped[str | None] = mapped_column(String(64))
    tokenizer_config: Mapped[Any | None] = mapped_column(JsonText(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    retired_at: Mapped[datetime | None]


class PriceBookState(Base):
    """`source:<name>`: the version of a source that was last read in. `revision`: counts changes,
    so that every process notices them."""

    __tablename__ = "price_book_state"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
