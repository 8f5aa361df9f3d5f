"""Datasets, their items as versions in time, and runs over them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Dataset(Base):
    """`input_schema` and `expected_output_schema`: JSON Schemas its items must meet, or None."""

    __tablename__ = "datasets"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str | None] = mapped_column(Text)
    details: Mapped[Any] = mapped_column("metadata", JsonText)
    input_schema: Mapped[Any] = mapped_column(JsonText)
    expected_output_schema: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class DatasetItem(Base):
    """One version of an item: what it was from `valid_from` until `valid_to` (None: still is).

    An item is the rows of one `id` in a project. `created_at` is the item's, the same on all of
    them. Both ends are whole milliseconds, as times are on the wire: a time read from an item
    names its version.
    """

    __tablename__ = "dataset_items"
    __table_args__ = (
        UniqueConstraint("project_id", "id", "valid_from"),
        Index("ix_dataset_items_dataset_id_created_at", "dataset_id", "created_at"),
        Index("ix_dataset_items_project_id_created_at", "project_id", "created_at"),
    )

    row_id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    id: Mapped[str] = mapped_column(String(255))
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(16), default="ACTIVE")
    input: Mapped[Any] = mapped_column(JsonText)
    expected_output: Mapped[Any] = mapped_column(JsonText)
    details: Mapped[Any] = mapped_column("metadata", JsonText)
    source_trace_id: Mapped[str | None] = mapped_column(String(800))
    source_observation_id: Mapped[str | None] = mapped_column(String(800))
    created_at: Mapped[datetime]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class DatasetRun(Base):
    """A run of a dataset; its id is `core.ids.dataset_run_id`."""

    __tablename__ = "dataset_runs"
    __table_args__ = (
        UniqueConstraint("dataset_id", "name"),
        Index("ix_dataset_runs_project_id_created_at", "project_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str | None] = mapped_column(Text)
    details: Mapped[Any] = mapped_column("metadata", JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class DatasetRunItem(Base):
    """The trace (or one observation of it) that a run made from an item.

    `item_version`: the time whose version of the item was run, None for the present one. The item
    may be deleted later; what was run stays.
    """

    __tablename__ = "dataset_run_items"
    __table_args__ = (
        Index("ix_dataset_run_items_project_id_created_at", "project_id", "created_at"),
        Index("ix_dataset_run_items_run_id_created_at", "run_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    run_id: Mapped[str] = mapped_column(ForeignKey("dataset_runs.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(String(255))
    trace_id: Mapped[str] = mapped_column(String(800))
    observation_id: Mapped[str | None] = mapped_column(String(800))
    item_version: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
