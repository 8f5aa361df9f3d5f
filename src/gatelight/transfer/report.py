"""What became of each resource: copied, already there, left out, failed, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

EXAMPLES = 5


@dataclass(slots=True)
class Outcome:
    """Counts of one resource. `endpoint` is where the source was asked. `skipped` and `failed`
    count by reason; `examples` names a few failed ids."""

    resource: str
    endpoint: str = ""
    found: int = 0
    copied: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def skip(self, reason: str, count: int = 1) -> None:
        self.skipped[reason[:300]] += count

    def fail(self, reason: str, name: str = "", count: int = 1) -> None:
        self.failed[reason[:300]] += count
        if name and len(self.examples) < EXAMPLES:
            self.examples.append(name)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"skipped": dict(self.skipped), "failed": dict(self.failed)}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Outcome:
        return cls(
            **saved | {"skipped": Counter(saved["skipped"]), "failed": Counter(saved["failed"])}
        )


class Progress:
    """Told what happens; this one shows nothing. The command draws bars."""

    def begin(self, outcome: Outcome, total: int | None) -> None: ...

    def advance(self, outcome: Outcome, count: int) -> None: ...

    def end(self, outcome: Outcome) -> None: ...
