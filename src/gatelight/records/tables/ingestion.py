"""What arrived, and what ingestion refused or altered, so that no lost event is a silent one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, new_id, utc_now


class IngestionNote(Base):
    """One refused or altered event. `kind` is `refused` or `altered`; `detail` is JSON text of at
    most 4 KB; `source` names the door it came through (batch, otlp, …). No foreign key: a note
    about a project that is just being deleted must not fail the whole write."""

    __tablename__ = "ingestion_notes"
    __table_args__ = (Index("ix_ingestion_notes_project_id_at", "project_id", "at"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    kind: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[str] = mapped_column(Text, default="")
    event_type: Mapped[str] = mapped_column(Text, default="")
    entity_id: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    public_key: Mapped[str] = mapped_column(Text, default="")
    sdk_name: Mapped[str] = mapped_column(Text, default="")
    sdk_version: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")


class IngestionCount(Base):
    """What arrived in one hour by one key, SDK and door. `id` is the hash of what it counts for, so
    that servers sharing the store add to one row. `events` were stored; `refused` and `altered`
    count notes. No foreign key, as above."""

    __tablename__ = "ingestion_counts"
    __table_args__ = (Index("ix_ingestion_counts_project_id_hour", "project_id", "hour"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[str] = mapped_column(String(255))
    hour: Mapped[datetime]
    public_key: Mapped[str] = mapped_column(String(200))
    sdk_name: Mapped[str] = mapped_column(String(200))
    sdk_version: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(32))
    requests: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[int] = mapped_column(BigInteger)
    altered: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[datetime]
