"""Copying prompts: every version under its own number, with labels, tags and commit message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from gatelight.transfer.capabilities import PROMPTS
from gatelight.transfer.definitions import rows_of
from gatelight.transfer.report import Outcome
from gatelight.transfer.session import Session
from gatelight.transfer.wire import CallError, Wire

Row = dict[str, Any]

LATEST = "latest"
PLACEHOLDER = "gatelight import: stands for a version that was deleted"
"""Commit message of versions made so that the next one gets its number; deleted at the end."""
WIDEST_GAP = 500


def versions_of(wire: Wire, name: str, numbers: list[int]) -> Iterator[Row]:
    """The versions of a prompt as they were written, with references not filled in."""
    for number in sorted(numbers):
        row = wire.get(_path(name), version=number, resolve="false")
        if row is not None:
            yield row


def _path(name: str) -> str:
    return f"/v2/prompts/{quote(name, safe='')}"


def copy_prompts(session: Session) -> None:
    """Prompts that refer to others come after those: what is refused is tried again as long as
    something else succeeds."""
    outcome = session.outcome(PROMPTS)
    if not session.endpoint(outcome, PROMPTS):
        return
    outcome.note("counted by version")
    names = {row["name"]: list(row["versions"]) for row in rows_of(session.source, "/v2/prompts")}
    outcome.found += sum(len(numbers) for numbers in names.values())
    if session.dry_run:
        return
    session.progress.begin(outcome, outcome.found)
    there = {row["name"]: row["versions"] for row in rows_of(session.target, "/v2/prompts")}
    pending = [_Prompt(session, outcome, name, names[name], there.get(name, ())) for name in names]
    while pending:
        left = [prompt for prompt in pending if not prompt.go_on()]
        if len(left) == len(pending) and not any(prompt.moved for prompt in left):
            for prompt in left:
                prompt.give_up()
            break
        pending = left
    session.progress.end(outcome)


class _Prompt:
    """The versions of one name on their way."""

    def __init__(
        self, session: Session, outcome: Outcome, name: str, numbers: list[int], there: Any
    ) -> None:
        self._session = session
        self._target = session.target
        self._outcome = outcome
        self._name = name
        self._left = sorted(numbers)
        self._wanted = frozenset(numbers)
        self._there = set(there)
        self._refused = ""
        self.moved = False

    def go_on(self) -> bool:
        """Copy versions until one is refused for now; True when none is left."""
        self.moved = False
        while self._left:
            number = self._left[0]
            row = self._session.source.get(_path(self._name), version=number, resolve="false")
            try:
                self._write(number, row)
            except CallError as error:
                if error.status != 400:
                    raise
                self._refused = str(error)
                return False
            self._left.pop(0)
            self.moved = True
            self._session.progress.advance(self._outcome, 1)
        self._remove_placeholders()
        return True

    def give_up(self) -> None:
        """Note what could not be copied, for the last reason given."""
        self._outcome.fail(self._refused, self._name, len(self._left))
        self._remove_placeholders()

    def _write(self, number: int, row: Row) -> None:
        if number in self._there:
            self._keep(number, row)
            return
        newest = max(self._there, default=0)
        if number < newest:
            self._outcome.fail(
                "the target has later versions of this name: the number cannot be given any more",
                self._name,
            )
            return
        if number - newest > WIDEST_GAP:
            self._outcome.fail("more than 500 versions before it are deleted", self._name)
            return
        for missing in range(newest + 1, number):
            content = [{"role": "system", "content": "-"}] if row["type"] == "chat" else "-"
            self._create(row | {"prompt": content, "config": {}, "labels": []}, PLACEHOLDER)
            self._there.add(missing)
        made = self._create(row, row.get("commitMessage"))
        self._there.add(made["version"])
        self._outcome.copied += 1

    def _create(self, row: Row, message: str | None) -> Row:
        body = {
            "name": self._name,
            "type": row.get("type") or "text",
            "prompt": row["prompt"],
            "config": row.get("config") or {},
            "labels": [label for label in row.get("labels", ()) if label != LATEST],
            "tags": row.get("tags") or [],
        }
        if message:
            body["commitMessage"] = message
        made: Row = self._target.post("/v2/prompts", body)
        return made

    def _keep(self, number: int, row: Row) -> None:
        """A version the target has: the same one gets the labels, another one is left alone."""
        known = self._target.get(_path(self._name), version=number, resolve="false")
        same = all(known.get(each) == row.get(each) for each in ("type", "prompt"))
        if not same or (known.get("config") or {}) != (row.get("config") or {}):
            self._outcome.fail(
                "the target has another text under this name and version", self._name
            )
            return
        labels = [label for label in row.get("labels", ()) if label != LATEST]
        if set(labels) - set(known["labels"]):
            self._target.call(
                "PATCH", f"{_path(self._name)}/versions/{number}", body={"newLabels": labels}
            )
        self._outcome.unchanged += 1

    def _remove_placeholders(self) -> None:
        """Also those an interrupted copy left."""
        for number in sorted(self._there - self._wanted):
            row = self._target.get(_path(self._name), version=number, resolve="false")
            if row.get("commitMessage") == PLACEHOLDER:
                self._target.call("DELETE", _path(self._name), params={"version": number})
