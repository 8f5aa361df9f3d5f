"""What an alert measures: one value for each group, from the metrics language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from gatelight.core.time import Micros, to_iso
from gatelight.errors import InvalidRequest
from gatelight.events.engine import EventEngine
from gatelight.events.metrics import read_query, run_query

MAX_GROUPS = 100
"""Groups looked at in one check: those nearest to the threshold."""

Question = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """`group` maps the names of the dimensions to values (None where empty); `{}` without
    groups."""

    group: dict[str, Any]
    value: float | None

    @property
    def key(self) -> str:
        return key_of(self.group)


def key_of(group: Mapping[str, Any]) -> str:
    """Short, the same for the same group; "" for an alert without groups."""
    if not group:
        return ""
    return hashlib.sha256(orjson.dumps(dict(group), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def measure(
    engine: EventEngine,
    project_id: str,
    question: Question,
    start: Micros,
    end: Micros,
    *,
    largest_first: bool = True,
) -> list[Measured]:
    """Values between `start` and `end` (microseconds), the groups nearest to an alert first.

    With `shareFilters` a value is the percentage of what `filters` select that they select, too.
    Raises InvalidRequest for a question that cannot be answered.
    """
    filters = list(question.get("filters") or [])
    share = question.get("shareFilters")
    if not share:
        rows = _ask(engine, project_id, question, filters, start, end, largest_first)
        return [Measured(group, value) for group, value in rows]
    whole = _ask(engine, project_id, question, filters, start, end, True)
    selected = _ask(engine, project_id, question, [*filters, *share], start, end, True)
    parts = {key_of(group): value for group, value in selected}
    found = [
        Measured(group, 100 * (parts.get(key_of(group)) or 0.0) / total if total else None)
        for group, total in whole
    ]
    return sorted(
        found,
        key=lambda each: (each.value is not None, each.value or 0.0),
        reverse=largest_first,
    )


def _ask(
    engine: EventEngine,
    project_id: str,
    question: Question,
    filters: list[Any],
    start: Micros,
    end: Micros,
    largest_first: bool,
) -> list[tuple[dict[str, Any], float | None]]:
    aggregation, measured = question.get("aggregation"), question.get("measure")
    key = f"{aggregation}_{measured}"
    groups = [str(name) for name in question.get("groupBy") or []]
    asked = {
        "view": question.get("view"),
        "metrics": [{"measure": measured, "aggregation": aggregation}],
        "dimensions": [{"field": name} for name in groups],
        "filters": filters,
        "fromTimestamp": to_iso(start),
        "toTimestamp": to_iso(end),
        "orderBy": [{"field": key, "direction": "desc" if largest_first else "asc"}],
        "config": {"row_limit": MAX_GROUPS},
    }
    rows = run_query(engine, project_id, read_query(asked, "v1"))
    if groups and any(name not in row for row in rows[:1] for name in groups):
        raise InvalidRequest("The groups of this question cannot be told apart.")
    return [({name: row[name] for name in groups}, _number(row.get(key))) for row in rows]


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None or isinstance(value, list | str):
        return None
    return float(value)
