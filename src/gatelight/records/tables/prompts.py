"""Prompts: names, versions, labels, what they are composed of, and a count of their changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Prompt(Base):
    """What all versions of a name share. `type` is `text` or `chat`; `tags` a list of words."""

    __tablename__ = "prompts"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(500))
    type: Mapped[str] = mapped_column(String(16))
    tags: Mapped[list[Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class PromptVersion(Base):
    """One version; its text never changes. `prompt` is text, or a list of chat messages.

    `updated_at` moves with its labels and with the tags of the name.
    """

    __tablename__ = "prompt_versions"
    __table_args__ = (
        UniqueConstraint("prompt_id", "version"),
        Index("ix_prompt_versions_project_id", "project_id"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    prompt_id: Mapped[str] = mapped_column(ForeignKey("prompts.id", ondelete="CASCADE"))
    version: Mapped[int]
    prompt: Mapped[Any] = mapped_column(JsonText)
    config: Mapped[Any] = mapped_column(JsonText)
    commit_message: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class PromptLabel(Base):
    """Where a label stands: on one version of a name at a time. `latest` is not kept, it is the
    highest version. `position` keeps the order in which labels were given."""

    __tablename__ = "prompt_labels"

    prompt_id: Mapped[str] = mapped_column(
        ForeignKey("prompts.id", ondelete="CASCADE"), primary_key=True
    )
    label: Mapped[str] = mapped_column(String(36), primary_key=True)
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    version_id: Mapped[str] = mapped_column(
        ForeignKey("prompt_versions.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]


class PromptDependency(Base):
    """A reference in a version's text to another prompt, by version or by label."""

    __tablename__ = "prompt_dependencies"
    __table_args__ = (
        Index("ix_prompt_dependencies_project_id_child_name", "project_id", "child_name"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    parent_id: Mapped[str] = mapped_column(
        ForeignKey("prompt_versions.id", ondelete="CASCADE"), index=True
    )
    child_name: Mapped[str] = mapped_column(String(500))
    child_version: Mapped[int | None]
    child_label: Mapped[str | None] = mapped_column(String(36))


class PromptRevision(Base):
    """How often a project's prompts have changed: what was read at the same count is current."""

    __tablename__ = "prompt_revisions"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
