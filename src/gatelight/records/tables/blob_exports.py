"""Scheduled exports of a project's events to a bucket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class BlobExport(Base):
    """Where to, what, how often. `secret_key` is sealed. `exported_until`: events before it are in
    the bucket; null before the first run."""

    __tablename__ = "blob_exports"

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), unique=True
    )
    type: Mapped[str] = mapped_column(String(32))
    bucket: Mapped[str] = mapped_column(String(255))
    endpoint: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(63))
    access_key_id: Mapped[str] = mapped_column(String(255))
    secret_key: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    frequency: Mapped[str] = mapped_column(String(32))
    enabled: Mapped[bool]
    path_style: Mapped[bool]
    file_type: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(32))
    start_at: Mapped[datetime | None]
    compressed: Mapped[bool]
    source: Mapped[str] = mapped_column(String(64))
    field_groups: Mapped[list[Any] | None] = mapped_column(JsonText(none_as_null=True))
    exported_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    last_error_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
