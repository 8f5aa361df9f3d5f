"""Skills: folders of text files with versions, labels and tags."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from mimetypes import MimeTypes
from typing import Any

from sqlalchemy.orm import Session

from gatelight.errors import NotFound
from gatelight.events.paging import Page
from gatelight.prompts.references import LATEST
from gatelight.records.tables.skills import Skill, SkillBlob, SkillFile, SkillVersion
from gatelight.services import Services
from gatelight.skills import queries
from gatelight.skills.frontmatter import head_of
from gatelight.skills.queries import Found, ListFilter
from gatelight.skills.schemas import MANIFEST, FileIn, SkillVersionIn, meta_out, version_out
from gatelight.unstable_errors import Problem

Body = dict[str, Any]

_TYPES = MimeTypes()


def create_version(
    services: Services, project_id: str, body: SkillVersionIn, created_by: str
) -> Body:
    """The next version of the skill that SKILL.md names, or its first one. Raises Problem."""
    with services.database.session() as session:
        _begin(services, session, project_id)
        blobs = _blobs_for(session, project_id, body.files)
        try:
            head = head_of(blobs[MANIFEST].content)
        except ValueError as error:
            raise Problem(400, "invalid_body", f"{error}.") from error
        skill = queries.find_skill(session, project_id, head.name)
        if skill is None:
            skill = Skill(project_id=project_id, name=head.name, tags=[])
            session.add(skill)
            session.flush()
        latest = queries.latest_version(session, skill)
        version = SkillVersion(
            project_id=project_id,
            skill_id=skill.id,
            version=latest.version + 1 if latest else 1,
            description=head.description,
            frontmatter=head.frontmatter,
            commit_message=body.commit_message,
            created_by=created_by,
        )
        session.add(version)
        session.flush()
        session.add_all(
            SkillFile(
                version_id=version.id,
                blob_id=blobs[file.path].id,
                path=file.path,
                content_type=_TYPES.guess_type(file.path)[0] or "text/plain",
                position=number,
            )
            for number, file in enumerate(body.files)
        )
        session.flush()
        return _out(session, skill, version)


def _blobs_for(session: Session, project_id: str, files: Sequence[FileIn]) -> dict[str, SkillBlob]:
    """The text of each path; those that are new are added."""
    texts = {
        file.path: (_hash(file.content) if file.content is not None else str(file.sha256_hash))
        for file in files
    }
    known = queries.blobs_by_hash(session, project_id, set(texts.values()))
    for file in files:
        name = texts[file.path]
        if name in known:
            continue
        if file.content is None:
            raise Problem(
                404,
                "resource_not_found",
                f"No file of this project has the hash {name}.",
                path=file.path,
            )
        blob = SkillBlob(
            project_id=project_id,
            sha256=name,
            content=file.content,
            content_length=len(file.content.encode()),
        )
        session.add(blob)
        known[name] = blob
    session.flush()
    return {path: known[name] for path, name in texts.items()}


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def list_skills(
    services: Services, project_id: str, wanted: ListFilter, page: Page
) -> tuple[list[Body], int]:
    """One page of names, and how many there are."""
    with services.database.reader() as session:
        listed, total = queries.page_of_skills(session, project_id, wanted, page.limit, page.offset)
    return [meta_out(each) for each in listed], total


def read_version(
    services: Services, project_id: str, name: str, number: int | None, label: str
) -> Body:
    """By number, else by label. Raises NotFound."""
    with services.database.reader() as session:
        return _out(session, *_found(session, project_id, name, number, label))


def set_tags(services: Services, project_id: str, name: str, tags: list[str]) -> Body:
    """Replace the tags of a name; its latest version. Raises NotFound."""
    with services.database.session() as session:
        _begin(services, session, project_id)
        skill, version = _found(session, project_id, name, None, LATEST)
        skill.tags = list(dict.fromkeys(tags))
        queries.touch_all(session, skill)
        session.refresh(version)
        return _out(session, skill, version)


def set_labels(
    services: Services, project_id: str, name: str, number: int, labels: list[str]
) -> Body:
    """The version has these labels and no others; they leave other versions. Raises NotFound."""
    with services.database.session() as session:
        _begin(services, session, project_id)
        skill, version = _found(session, project_id, name, number, "")
        queries.replace_labels(session, version, labels)
        session.refresh(version)
        return _out(session, skill, version)


def delete_version(services: Services, project_id: str, name: str, number: int) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        _begin(services, session, project_id)
        queries.delete_version(session, *_found(session, project_id, name, number, ""))


def read_texts(services: Services, project_id: str, hashes: list[str]) -> list[Body]:
    """In the order asked for. Raises NotFound for a text the project does not have."""
    with services.database.reader() as session:
        found = queries.blobs_by_hash(session, project_id, hashes)
    if missing := [name for name in hashes if name not in found]:
        raise NotFound(f"No file of this project has the hash {missing[0]}.")
    return [{"sha256Hash": name, "content": found[name].content} for name in hashes]


def _begin(services: Services, session: Session, project_id: str) -> None:
    """First line of every change: one change of a project's skills at a time."""
    services.database.lock(session, f"skills:{project_id}")


def _found(
    session: Session, project_id: str, name: str, number: int | None, label: str
) -> tuple[Skill, SkillVersion]:
    skill = queries.find_skill(session, project_id, name)
    version = queries.find_version(session, skill, number, label) if skill is not None else None
    if skill is None or version is None:
        which = f"label {label!r}" if number is None else f"version {number}"
        raise NotFound(f"No skill {name!r} with {which} found.")
    return skill, version


def _out(session: Session, skill: Skill, version: SkillVersion) -> Body:
    labels = queries.labels_of(session, version)
    newest = queries.latest_version(session, skill)
    if newest is not None and newest.id == version.id:
        labels.append(LATEST)
    return version_out(Found(skill, version, queries.files_of(session, version)), labels)
