"""Prompts: versions, labels, composition, deletion."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.orm import Session

from gatelight.errors import InvalidRequest, NotFound
from gatelight.events.paging import Page
from gatelight.prompts import queries
from gatelight.prompts.cache import Question, cache_of
from gatelight.prompts.composition import CompositionError, check_dependents, compose
from gatelight.prompts.queries import Found, ListFilter
from gatelight.prompts.references import LATEST, Reference, references_of
from gatelight.prompts.schemas import PromptIn, prompt_meta_out, prompt_out
from gatelight.records.tables.prompts import Prompt, PromptVersion
from gatelight.services import Services

Body = dict[str, Any]
BY_KEY = "API"
"""Who made a version that came with an API key; otherwise it is the id of a user."""


def read_prompt(services: Services, project_id: str, wanted: Reference, *, resolve: bool) -> bytes:
    """One version as JSON, as it is at this moment. Raises NotFound."""
    cache = cache_of(services)
    question = Question(project_id, wanted, resolve)
    with services.database.reader() as session:
        revision = queries.revision(session, project_id)
        answer = cache.get(question, revision)
        if answer is not None:
            return answer
        answer = orjson.dumps(_read(session, project_id, wanted, resolve=resolve))
    cache.put(question, revision, answer)
    return answer


def _read(session: Session, project_id: str, wanted: Reference, *, resolve: bool) -> Body:
    found = queries.find(session, project_id, wanted)
    if found is None:
        raise _not_found(wanted)
    prompt, graph = found.version.prompt, None
    if resolve:
        try:
            prompt, graph = compose(session, project_id, found)
        except CompositionError as error:
            raise NotFound(f"{error} Read it with resolve=false.") from error
    return _out(session, found, prompt, graph)


def list_prompts(
    services: Services, project_id: str, wanted: ListFilter, page: Page
) -> tuple[list[Body], int]:
    """One page of names, and how many there are."""
    with services.database.reader() as session:
        listed, total = queries.page_of_prompts(
            session, project_id, wanted, page.limit, page.offset
        )
        listed = [each for each in listed if each.versions]
        labels = queries.labels_by_version(session, [each.prompt.id for each in listed])
        newest = [each.versions[-1].id for each in listed]
        configs = queries.configs_of(session, project_id, newest)
    return [
        prompt_meta_out(each, labels, configs.get(version_id))
        for each, version_id in zip(listed, newest, strict=True)
    ], total


def create_version(
    services: Services, project_id: str, body: PromptIn, labels: list[str], created_by: str = BY_KEY
) -> Body:
    """Store a new version, the first one with its name. `labels` move to it.

    Raises InvalidRequest: another type under the same name, or references that cannot be filled in.
    """
    with services.database.session() as session:
        queries.begin_change(services.database, session, project_id)
        prompt = _name_for(session, project_id, body)
        existing = queries.versions_of(session, prompt.id)
        version = PromptVersion(
            project_id=project_id,
            prompt_id=prompt.id,
            version=existing[-1].version + 1 if existing else 1,
            prompt=body.prompt,
            config={} if body.config is None else body.config,
            commit_message=body.commit_message,
            created_by=created_by,
        )
        session.add(version)
        session.flush()
        if body.tags is not None and prompt.tags != body.tags:
            prompt.tags = list(dict.fromkeys(body.tags))
            queries.touch(session, project_id, [each.id for each in existing])
        elif existing:
            queries.touch(session, project_id, [existing[-1].id])  # it loses `latest`
        queries.add_dependencies(session, version, references_of(body.prompt))
        found = Found(prompt, version)
        _move_labels(session, found, labels)
        _check_composition(session, found, {*labels, LATEST})
        return _out(session, found, version.prompt, None)


def add_labels(
    services: Services, project_id: str, name: str, number: int, labels: list[str]
) -> Body:
    """Put labels on a version and take them off the others. Raises NotFound, InvalidRequest."""
    with services.database.session() as session:
        queries.begin_change(services.database, session, project_id)
        wanted = Reference(name, number, None)
        found = queries.find(session, project_id, wanted)
        if found is None:
            raise _not_found(wanted)
        _move_labels(session, found, labels)
        queries.touch(session, project_id, [found.version.id])
        _check_composition(session, found, set(labels))
        session.refresh(found.version)
        return _out(session, found, found.version.prompt, None)


def set_labels(
    services: Services, project_id: str, name: str, number: int, labels: list[str]
) -> Body:
    """The version has these labels and no others. Raises NotFound, and InvalidRequest when another
    prompt refers to a label that would be gone, or could not be filled in any more."""
    with services.database.session() as session:
        queries.begin_change(services.database, session, project_id)
        wanted = Reference(name, number, None)
        found = queries.find(session, project_id, wanted)
        if found is None:
            raise _not_found(wanted)
        gone = queries.remove_labels(session, found.version, labels)
        _refuse_when_needed(session, found.prompt, [], gone)
        _move_labels(session, found, labels)
        queries.touch(session, project_id, [found.version.id])
        _check_composition(session, found, set(labels))
        session.refresh(found.version)
        return _out(session, found, found.version.prompt, None)


def set_tags(services: Services, project_id: str, name: str, tags: list[str]) -> Body:
    """Replace the tags of a name. Raises NotFound."""
    with services.database.session() as session:
        queries.begin_change(services.database, session, project_id)
        wanted = Reference(name, None, LATEST)
        found = queries.find(session, project_id, wanted)
        if found is None:
            raise _not_found(wanted)
        found.prompt.tags = list(dict.fromkeys(tags))
        versions = queries.versions_of(session, found.prompt.id)
        queries.touch(session, project_id, [each.id for each in versions])
        session.refresh(found.version)
        return _out(session, found, found.version.prompt, None)


def delete_prompt(
    services: Services, project_id: str, name: str, number: int | None, label: str | None
) -> None:
    """Delete a name, or those of its versions with this number and label.

    Raises NotFound when there is none, InvalidRequest while other prompts refer to one of them.
    """
    with services.database.session() as session:
        queries.begin_change(services.database, session, project_id)
        prompt = queries.find_prompt(session, project_id, name)
        versions = queries.versions_of(session, prompt.id) if prompt is not None else []
        held = queries.labels_by_version(session, [prompt.id]) if prompt is not None else {}
        doomed = [
            version
            for version in versions
            if number in (None, version.version)
            and (label is None or label in held.get(version.id, ()))
        ]
        if prompt is None or not doomed:
            raise _not_found(Reference(name, number, label))
        labels = {each for version in doomed for each in held.get(version.id, ())}
        last_goes = len(doomed) == len(versions)
        moved = set() if last_goes else labels & {LATEST}
        _refuse_when_needed(session, prompt, [each.version for each in doomed], labels - moved)
        queries.delete_versions(session, prompt, [version.id for version in doomed])
        if moved:
            left = [version for version in versions if version not in doomed]
            newest = session.get_one(PromptVersion, left[-1].id)
            queries.touch(session, project_id, [newest.id])
            _check_composition(session, Found(prompt, newest), moved)


def _name_for(session: Session, project_id: str, body: PromptIn) -> Prompt:
    kind = "chat" if body.is_chat else "text"
    prompt = queries.find_prompt(session, project_id, body.name)
    if prompt is None:
        prompt = Prompt(project_id=project_id, name=body.name, type=kind, tags=[])
        session.add(prompt)
        session.flush()
    elif prompt.type != kind:
        raise InvalidRequest(
            f"Prompt {body.name!r} is of type {prompt.type}; all its versions have the same type. "
            "Give the new prompt another name."
        )
    return prompt


def _move_labels(session: Session, found: Found, labels: list[str]) -> None:
    losers = [
        queries.place_label(session, found, label)
        for label in dict.fromkeys(labels)
        if label != LATEST
    ]
    queries.touch(session, found.version.project_id, {loser for loser in losers if loser})


def _check_composition(session: Session, found: Found, labels: set[str]) -> None:
    project_id = found.version.project_id
    try:
        compose(session, project_id, found)
        check_dependents(session, project_id, found, labels)
    except CompositionError as error:
        raise InvalidRequest(str(error)) from error


def _refuse_when_needed(
    session: Session, prompt: Prompt, versions: list[int], labels: set[str]
) -> None:
    needing = queries.dependents(session, prompt.project_id, prompt.name, versions, labels)
    if needing:
        named = ", ".join(
            f"{found.prompt.name!r} version {found.version.version}" for found in needing[:5]
        )
        more = f" and {len(needing) - 5} more" if len(needing) > 5 else ""
        raise InvalidRequest(
            f"Other prompts refer to this one: {named}{more}. Change or delete those first."
        )


def _out(session: Session, found: Found, prompt: Any, graph: Body | None) -> Body:
    labels = queries.labels_by_version(session, [found.prompt.id])
    return prompt_out(found, labels.get(found.version.id, []), prompt, graph)


def _not_found(wanted: Reference) -> NotFound:
    asked = " and ".join(
        f"{word} {value}"
        for word, value in (("version", wanted.version), ("label", wanted.label))
        if value is not None
    )
    return NotFound(f"Prompt not found: {wanted.name!r}" + (f" with {asked}" if asked else ""))
