"""One line of the doctor: what was looked at, how it is, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` is worth knowing and no fault. `fix` is empty unless something can be done."""

    check: str
    status: Status
    said: str
    fix: str = ""


Check = Callable[[], Iterable[Finding]]


def ok(check: str, said: str) -> Finding:
    return Finding(check, "ok", said)


def note(check: str, said: str, fix: str = "") -> Finding:
    return Finding(check, "note", said, fix)


def problem(check: str, said: str, fix: str) -> Finding:
    return Finding(check, "problem", said, fix)


def examine(checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """Every finding of every check, in order. A check that breaks is a finding of its own."""
    for name, check in checks:
        try:
            yield from check()
        except Exception as error:  # the doctor must look at the rest
            said = f"could not be looked at: {type(error).__name__}: {error}"
            yield problem(
                name, said[:500], "See the message; `gatelight doctor --json` has it whole."
            )
