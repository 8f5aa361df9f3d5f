"""LLM connections: how a project reaches models for evaluations and the playground."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class LlmConnection(Base):
    """`secret_key` and `extra_headers` (JSON) are sealed by `gatelight.records.sealing`; of the
    headers only the names are kept in the open."""

    __tablename__ = "llm_connections"
    __table_args__ = (UniqueConstraint("project_id", "provider"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(500))
    adapter: Mapped[str] = mapped_column(String(32))
    secret_key: Mapped[str] = mapped_column(Text)
    display_secret_key: Mapped[str] = mapped_column(String(32))
    base_url: Mapped[str | None] = mapped_column(Text)
    custom_models: Mapped[list[Any]] = mapped_column(JsonText)
    with_default_models: Mapped[bool]
    extra_headers: Mapped[str | None] = mapped_column(Text)
    extra_header_keys: Mapped[list[Any]] = mapped_column(JsonText)
    config: Mapped[dict[str, Any] | None] = mapped_column(JsonText(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
