"""Media: what bytes are known, whether they have arrived, and where they are used."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, utc_now


def trace_digest(trace_id: str) -> str | None:
    """SHA-256 of a trace's id in hex; None of ""."""
    return hashlib.sha256(trace_id.encode()).hexdigest() if trace_id else None


class Media(Base):
    """Bytes by their SHA-256. `id` is its first 22 characters in URL-safe base64, `sha256` all 44
    in standard base64. `uploaded_at` and `upload_status` (HTTP) are None until an upload ended."""

    __tablename__ = "media"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(44))
    content_type: Mapped[str] = mapped_column(String(255))
    content_length: Mapped[int] = mapped_column(BigInteger)
    uploaded_at: Mapped[datetime | None]
    upload_status: Mapped[int | None]
    upload_error: Mapped[str | None] = mapped_column(Text)
    upload_milliseconds: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class MediaUse(Base):
    """Where media is used: a field of a trace, an observation of it, or a dataset item. Ids that
    do not apply are ""; `id` is a digest of all the others. `trace_digest` is what traces are found
    by: an id of 800 characters is too long for an index of PostgreSQL."""

    __tablename__ = "media_uses"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "media_id"], ["media.project_id", "media.id"], ondelete="CASCADE"
        ),
        Index("ix_media_uses_project_id_media_id", "project_id", "media_id"),
        Index("ix_media_uses_project_id_trace_digest", "project_id", "trace_digest"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[str] = mapped_column(String(255))
    media_id: Mapped[str] = mapped_column(String(22))
    trace_id: Mapped[str] = mapped_column(String(800), default="")
    trace_digest: Mapped[str | None] = mapped_column(String(64))
    observation_id: Mapped[str] = mapped_column(String(800), default="")
    dataset_id: Mapped[str] = mapped_column(String(255), default="")
    dataset_item_id: Mapped[str] = mapped_column(String(255), default="")
    field: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
