"""A notice: something people of a project should know, before it has a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["info", "warning", "critical", "resolved"]


@dataclass(frozen=True, slots=True)
class Notice:
    """`event` names what happened (`alert.alerting`, `budget.exceeded`, …). `title` is one line,
    `text` a sentence or two; `facts` are names and values people or programs want. `path` is the
    page of the UI that shows more, such as `/project/{id}/alerts/{id}`."""

    event: str
    title: str
    text: str
    severity: Severity = "info"
    facts: dict[str, Any] = field(default_factory=dict)
    path: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "title": self.title,
            "text": self.text,
            "severity": self.severity,
            "facts": self.facts,
            "path": self.path,
        }

    @staticmethod
    def of(stored: dict[str, Any]) -> Notice:
        return Notice(**stored)
