"""Skills: instructions for agents as folders of text files, with versions and labels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, new_id, utc_now


class Skill(Base):
    """What all versions of a name share; `tags` is a list of words."""

    __tablename__ = "skills"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    tags: Mapped[list[Any]] = mapped_column(JsonText)


class SkillVersion(Base):
    """One version; its files never change. `frontmatter` is that of its SKILL.md.

    `updated_at` moves with its labels and with the tags of the name.
    """

    __tablename__ = "skill_versions"
    __table_args__ = (UniqueConstraint("skill_id", "version"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    skill_id: Mapped[str] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"))
    version: Mapped[int]
    description: Mapped[str] = mapped_column(Text)
    frontmatter: Mapped[dict[str, Any]] = mapped_column(JsonText)
    commit_message: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)


class SkillLabel(Base):
    """Where a label stands: on one version of a name at a time. `latest` is not kept, it is the
    highest version. `position` keeps the order in which labels were given."""

    __tablename__ = "skill_labels"

    skill_id: Mapped[str] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )
    label: Mapped[str] = mapped_column(String(36), primary_key=True)
    version_id: Mapped[str] = mapped_column(
        ForeignKey("skill_versions.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]


class SkillBlob(Base):
    """A text that files of a project have; `sha256` is base64, `content_length` bytes of UTF-8."""

    __tablename__ = "skill_blobs"
    __table_args__ = (UniqueConstraint("project_id", "sha256"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(44))
    content: Mapped[str] = mapped_column(Text)
    content_length: Mapped[int]


class SkillFile(Base):
    """A file of a version, in the order of `position`."""

    __tablename__ = "skill_files"
    __table_args__ = (UniqueConstraint("version_id", "path"),)

    id: Mapped[str] = mapped_column(String(255), primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("skill_versions.id", ondelete="CASCADE"))
    blob_id: Mapped[str] = mapped_column(
        ForeignKey("skill_blobs.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(255))
    position: Mapped[int]
