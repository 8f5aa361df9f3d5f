"""SQL of prompts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from gatelight.prompts.references import LATEST, Reference
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.prompts import (
    Prompt,
    PromptDependency,
    PromptLabel,
    PromptRevision,
    PromptVersion,
)


class Found(NamedTuple):
    """One version and what its name shares."""

    prompt: Prompt
    version: PromptVersion


# --- changes


def revision(session: Session, project_id: str) -> int:
    """How often the project's prompts have changed."""
    return (
        session.scalar(
            select(PromptRevision.revision).where(PromptRevision.project_id == project_id)
        )
        or 0
    )


def begin_change(database: Database, session: Session, project_id: str) -> None:
    """First line of every change: one change of a project's prompts at a time, and counted."""
    database.lock(session, f"prompts:{project_id}")
    counted = session.get(PromptRevision, project_id)
    if counted is None:
        session.add(PromptRevision(project_id=project_id, revision=1))
    else:
        counted.revision += 1
    session.flush()


def touch(session: Session, project_id: str, version_ids: Iterable[str]) -> None:
    """Say that these versions were updated now."""
    session.execute(
        update(PromptVersion)
        .where(PromptVersion.project_id == project_id, PromptVersion.id.in_(list(version_ids)))
        .values(updated_at=utc_now())
    )


def place_label(session: Session, found: Found, label: str) -> str | None:
    """Put a label on a version; the id of the version that lost it."""
    prompt, version = found
    held = session.get(PromptLabel, (prompt.id, label))
    if held is not None:
        loser = held.version_id
        if loser == version.id:
            return None
        session.delete(held)
        session.flush()
    last = session.scalar(
        select(func.max(PromptLabel.position)).where(PromptLabel.prompt_id == prompt.id)
    )
    session.add(
        PromptLabel(
            prompt_id=prompt.id,
            label=label,
            project_id=prompt.project_id,
            version_id=version.id,
            position=0 if last is None else last + 1,
        )
    )
    session.flush()
    return None if held is None else loser


def remove_labels(session: Session, version: PromptVersion, keep: Collection[str]) -> set[str]:
    """Take every label but those to keep off a version; those that were taken off."""
    held = session.scalars(select(PromptLabel).where(PromptLabel.version_id == version.id)).all()
    gone = [each for each in held if each.label not in keep]
    for each in gone:
        session.delete(each)
    session.flush()
    return {each.label for each in gone}


def delete_versions(session: Session, prompt: Prompt, version_ids: Collection[str]) -> None:
    """Delete versions, and the name with its last one."""
    session.execute(delete(PromptVersion).where(PromptVersion.id.in_(version_ids)))
    session.flush()
    if highest(session, prompt.id) is None:
        session.delete(prompt)


# --- reads of one name


def find_prompt(session: Session, project_id: str, name: str) -> Prompt | None:
    return session.scalars(
        select(Prompt).where(Prompt.project_id == project_id, Prompt.name == name)
    ).one_or_none()


def find(session: Session, project_id: str, wanted: Reference) -> Found | None:
    """The version a name and a version or label lead to."""
    statement = (
        select(Prompt, PromptVersion)
        .join(PromptVersion, PromptVersion.prompt_id == Prompt.id)
        .where(Prompt.project_id == project_id, Prompt.name == wanted.name)
    )
    if wanted.version is not None:
        statement = statement.where(PromptVersion.version == wanted.version)
    elif wanted.label == LATEST:
        statement = statement.order_by(PromptVersion.version.desc()).limit(1)
    else:
        statement = statement.join(PromptLabel, PromptLabel.version_id == PromptVersion.id).where(
            PromptLabel.label == wanted.label
        )
    row = session.execute(statement).one_or_none()
    return None if row is None else Found(*row)


def version_ids(
    session: Session, project_id: str, named: Collection[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """Ids of the versions there are of these names and version numbers."""
    rows = session.execute(
        select(Prompt.name, PromptVersion.version, PromptVersion.id)
        .join(PromptVersion, PromptVersion.prompt_id == Prompt.id)
        .where(
            Prompt.project_id == project_id,
            Prompt.name.in_({name for name, _ in named}),
            PromptVersion.version.in_({version for _, version in named}),
        )
    )
    return {(name, version): id for name, version, id in rows}


class Numbered(NamedTuple):
    id: str
    version: int


def versions_of(session: Session, prompt_id: str) -> list[Numbered]:
    """Every version of a name, lowest first, without its text."""
    rows = session.execute(
        select(PromptVersion.id, PromptVersion.version)
        .where(PromptVersion.prompt_id == prompt_id)
        .order_by(PromptVersion.version)
    )
    return [Numbered(*row) for row in rows]


class VersionLine(NamedTuple):
    """A version without its text."""

    id: str
    version: int
    commit_message: str | None
    created_at: datetime
    created_by: str


def version_lines(session: Session, prompt_id: str) -> list[VersionLine]:
    """Every version of a name, newest first."""
    rows = session.execute(
        select(
            PromptVersion.id,
            PromptVersion.version,
            PromptVersion.commit_message,
            PromptVersion.created_at,
            PromptVersion.created_by,
        )
        .where(PromptVersion.prompt_id == prompt_id)
        .order_by(PromptVersion.version.desc())
    )
    return [VersionLine(*row) for row in rows]


def highest(session: Session, prompt_id: str) -> int | None:
    """The highest version number of a name."""
    return session.scalar(
        select(func.max(PromptVersion.version)).where(PromptVersion.prompt_id == prompt_id)
    )


def labels_by_version(session: Session, prompt_ids: Collection[str]) -> dict[str, list[str]]:
    """Labels by version id in the order they were given, `latest` last."""
    labels: dict[str, list[str]] = {}
    for version_id, label in session.execute(
        select(PromptLabel.version_id, PromptLabel.label)
        .where(PromptLabel.prompt_id.in_(prompt_ids))
        .order_by(PromptLabel.position)
    ):
        labels.setdefault(version_id, []).append(label)
    for version_id in session.scalars(
        select(PromptVersion.id).where(PromptVersion.prompt_id.in_(prompt_ids), _is_latest())
    ):
        labels.setdefault(version_id, []).append(LATEST)
    return labels


def version_exists(session: Session, project_id: str, version_id: str) -> bool:
    """Whether an id is that of one version of a prompt of the project."""
    return (
        session.scalar(
            select(PromptVersion.id).where(
                PromptVersion.project_id == project_id, PromptVersion.id == version_id
            )
        )
        is not None
    )


def _is_latest() -> ColumnElement[bool]:
    siblings = aliased(PromptVersion)
    newest = (
        select(func.max(siblings.version))
        .where(siblings.prompt_id == PromptVersion.prompt_id)
        .correlate(PromptVersion)
        .scalar_subquery()
    )
    return PromptVersion.version == newest


# --- composition


def add_dependencies(
    session: Session, version: PromptVersion, references: Iterable[Reference]
) -> None:
    for reference in references:
        session.add(
            PromptDependency(
                project_id=version.project_id,
                parent_id=version.id,
                child_name=reference.name,
                child_version=reference.version,
                child_label=reference.label,
            )
        )
    session.flush()


def dependents(
    session: Session,
    project_id: str,
    name: str,
    versions: Collection[int],
    labels: Collection[str],
) -> list[Found]:
    """Versions of other prompts that refer to `name` by one of these versions or labels."""
    rows = session.execute(
        select(Prompt, PromptVersion)
        .join(PromptVersion, PromptVersion.prompt_id == Prompt.id)
        .join(PromptDependency, PromptDependency.parent_id == PromptVersion.id)
        .where(
            PromptDependency.project_id == project_id,
            PromptDependency.child_name == name,
            or_(
                PromptDependency.child_version.in_(versions),
                PromptDependency.child_label.in_(labels),
            ),
        )
        .order_by(Prompt.name, PromptVersion.version)
    )
    return list(dict.fromkeys(Found(*row) for row in rows))


class Referring(NamedTuple):
    """A version of another prompt, and what of the name it refers to: a version or a label."""

    name: str
    version: int
    child_version: int | None
    child_label: str | None


MOST_REFERRING = 100


def referring(session: Session, project_id: str, name: str) -> list[Referring]:
    """Versions that refer to `name`, by name, newest first; at most MOST_REFERRING."""
    rows = session.execute(
        select(
            Prompt.name,
            PromptVersion.version,
            PromptDependency.child_version,
            PromptDependency.child_label,
        )
        .join(PromptVersion, PromptVersion.prompt_id == Prompt.id)
        .join(PromptDependency, PromptDependency.parent_id == PromptVersion.id)
        .where(PromptDependency.project_id == project_id, PromptDependency.child_name == name)
        .order_by(Prompt.name, PromptVersion.version.desc())
        .limit(MOST_REFERRING)
    )
    return [Referring(*row) for row in rows]


# --- lists


class ListFilter(NamedTuple):
    """Which versions a list is about; empty text and None leave a condition out."""

    name: str = ""
    label: str = ""
    tag: str = ""
    updated_from: datetime | None = None
    updated_to: datetime | None = None


class VersionRow(NamedTuple):
    id: str
    prompt_id: str
    version: int
    updated_at: datetime


class Listed(NamedTuple):
    """A name and those of its versions that the filter lets through, lowest first."""

    prompt: Prompt
    versions: list[VersionRow]


def page_of_prompts(
    session: Session, project_id: str, wanted: ListFilter, limit: int, offset: int
) -> tuple[list[Listed], int]:
    """One page of names in order, and how many names there are."""
    conditions = _conditions(session, project_id, wanted)
    names = select(Prompt).where(
        exists().where(PromptVersion.prompt_id == Prompt.id, *conditions),
        Prompt.project_id == project_id,
    )
    total = session.scalar(select(func.count()).select_from(names.subquery())) or 0
    prompts = list(session.scalars(names.order_by(Prompt.name).limit(limit).offset(offset)))
    listed = {prompt.id: Listed(prompt, []) for prompt in prompts}
    for row in session.execute(
        select(
            PromptVersion.id,
            PromptVersion.prompt_id,
            PromptVersion.version,
            PromptVersion.updated_at,
        )
        .join(Prompt, Prompt.id == PromptVersion.prompt_id)
        .where(PromptVersion.prompt_id.in_(list(listed)), *conditions)
        .order_by(PromptVersion.version)
    ):
        listed[row.prompt_id].versions.append(VersionRow(*row))
    return list(listed.values()), total


def configs_of(session: Session, project_id: str, version_ids: Collection[str]) -> dict[str, Any]:
    """Config by version id."""
    rows = session.execute(
        select(PromptVersion.id, PromptVersion.config).where(
            PromptVersion.project_id == project_id, PromptVersion.id.in_(version_ids)
        )
    )
    return {row.id: row.config for row in rows}


def _conditions(session: Session, project_id: str, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions = [PromptVersion.project_id == project_id, Prompt.project_id == project_id]
    if wanted.name:
        conditions.append(Prompt.name == wanted.name)
    if wanted.label == LATEST:
        conditions.append(_is_latest())
    elif wanted.label:
        conditions.append(
            exists().where(
                PromptLabel.version_id == PromptVersion.id, PromptLabel.label == wanted.label
            )
        )
    if wanted.tag:
        tags = session.execute(
            select(Prompt.id, Prompt.tags).where(Prompt.project_id == project_id)
        )
        conditions.append(Prompt.id.in_([id_ for id_, words in tags if wanted.tag in words]))
    if wanted.updated_from is not None:
        conditions.append(PromptVersion.updated_at >= wanted.updated_from)
    if wanted.updated_to is not None:
        conditions.append(PromptVersion.updated_at < wanted.updated_to)
    return conditions
