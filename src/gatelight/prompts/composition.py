"""Prompts made of other prompts: references filled in, cycles and depth checked."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from gatelight.prompts import queries
from gatelight.prompts.queries import Found
from gatelight.prompts.references import Reference, references_of, replaced

MAX_DEPTH = 5
"""References one below another, counted from the prompt that is read."""
MAX_CHARACTERS = 4_000_000
"""A prompt with its references filled in is at most this long."""


class CompositionError(Exception):
    """References that cannot be filled in; the text says which and why."""


class Composed(NamedTuple):
    """A prompt with its references filled in. `graph` says what was: `{root, dependencies}`, each
    version as `{id, name, version}`, dependencies by the id of what contains them; None when the
    prompt has no references."""

    prompt: Any
    graph: dict[str, Any] | None


def compose(session: Session, project_id: str, root: Found) -> Composed:
    """Fill in the references of a version. Raises CompositionError."""
    if not references_of(root.version.prompt):
        return Composed(root.version.prompt, None)
    composer = _Composer(session, project_id, root)
    prompt = composer.expanded(root, ()).prompt
    graph = {"root": _named(root), "dependencies": composer.dependencies}
    return Composed(prompt, graph)


def check_dependents(session: Session, project_id: str, changed: Found, labels: set[str]) -> None:
    """After labels moved onto `changed`: everything that now contains it must still be filled in
    without a cycle and not too deep. Raises CompositionError."""
    level = queries.dependents(session, project_id, changed.prompt.name, [], labels)
    seen: set[str] = set()
    while level:
        above: list[Found] = []
        for parent in level:
            if parent.version.id in seen:
                continue
            seen.add(parent.version.id)
            compose(session, project_id, parent)
            held = queries.labels_by_version(session, [parent.prompt.id])
            above += queries.dependents(
                session,
                project_id,
                parent.prompt.name,
                [parent.version.version],
                held.get(parent.version.id, []),
            )
        level = above


class _Expanded(NamedTuple):
    prompt: Any
    depth: int


class _Composer:
    """Expands each version once, however often it is referred to."""

    def __init__(self, session: Session, project_id: str, root: Found) -> None:
        self.dependencies: dict[str, list[dict[str, Any]]] = {}
        self._session = session
        self._project_id = project_id
        self._root = root
        self._expanded: dict[str, _Expanded] = {}

    def expanded(self, found: Found, path: tuple[str, ...]) -> _Expanded:
        """`path`: ids of the versions this one is contained in."""
        known = self._expanded.get(found.version.id)
        if known is None:
            if len(path) > MAX_DEPTH:
                raise _too_deep(found)
            known = self._expand(found, path)
            self._expanded[found.version.id] = known
        if len(path) + known.depth > MAX_DEPTH:
            raise _too_deep(found)
        return known

    def _expand(self, found: Found, path: tuple[str, ...]) -> _Expanded:
        inner = (*path, found.version.id)
        texts: dict[Reference, str] = {}
        depth = 0
        children: list[dict[str, Any]] = []
        for reference in references_of(found.version.prompt):
            child = self._child(reference, inner)
            below = self.expanded(child, inner)
            depth = max(depth, below.depth + 1)
            texts[reference] = below.prompt
            children.append(_named(child))
        if children:
            self.dependencies[found.version.id] = children
        try:
            prompt = replaced(found.version.prompt, texts.__getitem__, MAX_CHARACTERS)
        except ValueError as error:
            raise CompositionError(f"{error} (at most {MAX_CHARACTERS} characters).") from error
        return _Expanded(prompt, depth)

    def _child(self, reference: Reference, path: tuple[str, ...]) -> Found:
        child = queries.find(self._session, self._project_id, reference)
        if child is None:
            raise CompositionError(f"Prompt dependency not found: {reference}.")
        if child.prompt.type != "text":
            raise CompositionError(
                f"Prompt dependency {reference} is a chat prompt; only text prompts can be "
                "part of another."
            )
        if child.version.id in path or child.prompt.name == self._root.prompt.name:
            raise CompositionError(f"Circular prompt dependency: {reference} contains itself.")
        return child


def _too_deep(found: Found) -> CompositionError:
    return CompositionError(
        f"Prompt dependencies are nested more than {MAX_DEPTH} deep, at {found.prompt.name!r}."
    )


def _named(found: Found) -> dict[str, Any]:
    return {
        "id": found.version.id,
        "name": found.prompt.name,
        "version": found.version.version,
    }
