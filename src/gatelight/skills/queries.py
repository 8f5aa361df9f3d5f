"""SQL of skills."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from gatelight.prompts.references import LATEST
from gatelight.records.base import utc_now
from gatelight.records.tables.skills import (
    Skill,
    SkillBlob,
    SkillFile,
    SkillLabel,
    SkillVersion,
)

FileRow = tuple[SkillFile, str, int]
"""A file, the hash of its text, and the text's length."""


class Found(NamedTuple):
    """One version, what its name shares, and its files in order."""

    skill: Skill
    version: SkillVersion
    files: Sequence[FileRow]


class Listed(NamedTuple):
    """A name in a list; `production` is the version with that label."""

    skill: Skill
    latest: SkillVersion
    production: int | None


class ListFilter(NamedTuple):
    """What a list is narrowed to; "" and None do not filter. Times are of the latest version."""

    name: str = ""
    search: str = ""
    tag: str = ""
    start: datetime | None = None
    end: datetime | None = None


def find_skill(session: Session, project_id: str, name: str) -> Skill | None:
    return session.scalars(
        select(Skill).where(Skill.project_id == project_id, Skill.name == name)
    ).one_or_none()


def latest_version(session: Session, skill: Skill) -> SkillVersion | None:
    return session.scalars(
        select(SkillVersion)
        .where(SkillVersion.skill_id == skill.id)
        .order_by(SkillVersion.version.desc())
        .limit(1)
    ).one_or_none()


def find_version(
    session: Session, skill: Skill, number: int | None, label: str
) -> SkillVersion | None:
    """By number, else by label."""
    if number is None and label == LATEST:
        return latest_version(session, skill)
    wanted = select(SkillVersion).where(SkillVersion.skill_id == skill.id)
    if number is not None:
        wanted = wanted.where(SkillVersion.version == number)
    else:
        wanted = wanted.join(SkillLabel, SkillLabel.version_id == SkillVersion.id).where(
            SkillLabel.label == label
        )
    return session.scalars(wanted).one_or_none()


def files_of(session: Session, version: SkillVersion) -> list[FileRow]:
    rows = session.execute(
        select(SkillFile, SkillBlob.sha256, SkillBlob.content_length)
        .join(SkillBlob, SkillBlob.id == SkillFile.blob_id)
        .where(SkillFile.version_id == version.id)
        .order_by(SkillFile.position)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def labels_of(session: Session, version: SkillVersion) -> list[str]:
    """In the order they were given."""
    return list(
        session.scalars(
            select(SkillLabel.label)
            .where(SkillLabel.version_id == version.id)
            .order_by(SkillLabel.position)
        )
    )


def replace_labels(session: Session, version: SkillVersion, labels: Sequence[str]) -> None:
    """The version has these labels and no others; other versions lose them."""
    losing = session.scalars(
        select(SkillLabel.version_id)
        .where(SkillLabel.skill_id == version.skill_id, SkillLabel.label.in_(labels))
        .distinct()
    ).all()
    session.execute(
        delete(SkillLabel).where(
            SkillLabel.skill_id == version.skill_id,
            or_(SkillLabel.version_id == version.id, SkillLabel.label.in_(labels)),
        )
    )
    session.add_all(
        SkillLabel(skill_id=version.skill_id, label=label, version_id=version.id, position=number)
        for number, label in enumerate(labels)
    )
    session.execute(
        update(SkillVersion)
        .where(SkillVersion.id.in_([*losing, version.id]))
        .values(updated_at=utc_now())
    )
    session.flush()


def touch_all(session: Session, skill: Skill) -> None:
    """Say that every version of the name was updated now."""
    session.execute(
        update(SkillVersion).where(SkillVersion.skill_id == skill.id).values(updated_at=utc_now())
    )


def blobs_by_hash(
    session: Session, project_id: str, hashes: Collection[str]
) -> dict[str, SkillBlob]:
    rows = session.scalars(
        select(SkillBlob).where(SkillBlob.project_id == project_id, SkillBlob.sha256.in_(hashes))
    )
    return {row.sha256: row for row in rows}


def delete_version(session: Session, skill: Skill, version: SkillVersion) -> None:
    """With its labels and the texts no other version has; with the last one goes the name."""
    session.delete(version)
    session.flush()
    session.execute(
        delete(SkillBlob).where(
            SkillBlob.project_id == skill.project_id,
            SkillBlob.id.not_in(select(SkillFile.blob_id)),
        )
    )
    if latest_version(session, skill) is None:
        session.delete(skill)


def page_of_skills(
    session: Session, project_id: str, wanted: ListFilter, limit: int, offset: int
) -> tuple[list[Listed], int]:
    """One page of names in order, and how many names there are."""
    newest = (
        select(SkillVersion.skill_id, func.max(SkillVersion.version).label("version"))
        .where(SkillVersion.project_id == project_id)
        .group_by(SkillVersion.skill_id)
        .subquery()
    )
    latest, produced = aliased(SkillVersion), aliased(SkillVersion)
    found = (
        select(Skill, latest, produced.version)
        .join(newest, newest.c.skill_id == Skill.id)
        .join(latest, (latest.skill_id == Skill.id) & (latest.version == newest.c.version))
        .outerjoin(
            SkillLabel, (SkillLabel.skill_id == Skill.id) & (SkillLabel.label == "production")
        )
        .outerjoin(produced, produced.id == SkillLabel.version_id)
        .where(Skill.project_id == project_id, *_conditions(session, project_id, wanted, latest))
    )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(found.order_by(Skill.name).limit(limit).offset(offset))
    return [Listed(row[0], row[1], row[2]) for row in rows], total


def _conditions(
    session: Session, project_id: str, wanted: ListFilter, latest: type[SkillVersion]
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.name:
        conditions.append(Skill.name == wanted.name)
    if wanted.search:
        text = wanted.search.lower()
        conditions.append(
            or_(
                func.lower(Skill.name).contains(text, autoescape=True),
                func.lower(latest.description).contains(text, autoescape=True),
            )
        )
    if wanted.tag:
        tags = session.execute(select(Skill.id, Skill.tags).where(Skill.project_id == project_id))
        conditions.append(Skill.id.in_([id_ for id_, words in tags if wanted.tag in words]))
    if wanted.start is not None:
        conditions.append(latest.updated_at >= wanted.start)
    if wanted.end is not None:
        conditions.append(latest.updated_at < wanted.end)
    return conditions
