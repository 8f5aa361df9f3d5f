"""Who may call models through the gateway: users, teams and virtual keys of a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, utc_now


class GatewayUser(Base):
    """Someone who owns virtual keys; need not have an account here. An empty `models` allows all;
    limits are a minute's, null for none."""

    __tablename__ = "gateway_users"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(32), default="internal_user")
    models: Mapped[list[str]] = mapped_column(JsonText, default=list)
    requests_per_minute: Mapped[int | None]
    tokens_per_minute: Mapped[int | None]
    blocked: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class GatewayTeam(Base):
    """Several users who share keys, limits and budgets. Limits as of `GatewayUser`."""

    __tablename__ = "gateway_teams"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    models: Mapped[list[str]] = mapped_column(JsonText, default=list)
    requests_per_minute: Mapped[int | None]
    tokens_per_minute: Mapped[int | None]
    blocked: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class GatewayTeamMember(Base):
    """`role` is `admin` or `user`, as LiteLLM names them."""

    __tablename__ = "gateway_team_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "team_id"],
            ["gateway_teams.project_id", "gateway_teams.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "user_id"],
            ["gateway_users.project_id", "gateway_users.id"],
            ondelete="CASCADE",
        ),
        Index("ix_gateway_team_members_project_id_user_id", "project_id", "user_id"),
    )

    project_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), default="user")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class VirtualKey(Base):
    """A key of the gateway. `id` is the sha256 of its first secret: LiteLLM's token, and what
    traces name as the key; it stays when the secret is replaced. `key_hash` is the sha256 of the
    secret in force; secrets have 192 random bits, so a fast hash keeps them."""

    __tablename__ = "virtual_keys"
    __table_args__ = (
        UniqueConstraint("project_id", "alias"),
        ForeignKeyConstraint(
            ["project_id", "user_id"],
            ["gateway_users.project_id", "gateway_users.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "team_id"],
            ["gateway_teams.project_id", "gateway_teams.id"],
            ondelete="CASCADE",
        ),
        Index("ix_virtual_keys_project_id_user_id", "project_id", "user_id"),
        Index("ix_virtual_keys_project_id_team_id", "project_id", "team_id"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    display: Mapped[str] = mapped_column(String(32))
    alias: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[str | None] = mapped_column(String(255))
    team_id: Mapped[str | None] = mapped_column(String(255))
    models: Mapped[list[str]] = mapped_column(JsonText, default=list)
    tags: Mapped[list[str]] = mapped_column(JsonText, default=list)
    requests_per_minute: Mapped[int | None]
    tokens_per_minute: Mapped[int | None]
    blocked: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    rotated_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
