"""People: users, their log-in sessions, and invitations of people who have no account yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, new_id, utc_now


class User(Base):
    """A person. `email` is lower case; `password_hash` is argon2id, None when no log-in by
    password is possible; `is_admin` is the instance's administrator; `disabled_at` is set while the
    account is closed."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_admin: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class UserSession(Base):
    """A log-in of one browser. `token_hash` is the hex sha256 of the cookie's random token."""

    __tablename__ = "user_sessions"

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    renewed_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(255), default="")
    user_agent: Mapped[str] = mapped_column(String(500), default="")


class Invitation(Base):
    """A membership waiting for its person to sign up. `project_id` and `project_role` are set when
    the invitation is to one project. `token_hash` is of the link that lets them sign up where
    sign-up is closed; None for one made before there were links."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("email", "organization_id", "project_id"),
        Index("ix_invitations_organization_id", "organization_id"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    project_role: Mapped[str | None] = mapped_column(String(16))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class PasswordLink(Base):
    """A link that sets a password once. `token_hash` is the hex sha256 of its random token."""

    __tablename__ = "password_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
