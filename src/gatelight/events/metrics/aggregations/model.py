"""What an aggregation is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gatelight.events.metrics.model import MeasureKind

ALL_KINDS: frozenset[MeasureKind] = frozenset({"number", "money", "text"})
NUMERIC: frozenset[MeasureKind] = frozenset({"number", "money"})


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`to_sql` takes the measure's column and kind and returns an aggregate expression whose value
    is a number or null. `gap` is the value of a time bucket without rows. `sortable`: whether rows
    can be ordered by the result."""

    name: str
    kinds: frozenset[MeasureKind]
    to_sql: Callable[[str, MeasureKind], str]
    gap: Any = field(default=0, hash=False)
    sortable: bool = True


def as_number(column: str, kind: MeasureKind) -> str:
    """The column as a float, for aggregates that have no decimal form."""
    return f"toFloat64({column})" if kind == "money" else column


def non_null(column: str, kind: MeasureKind) -> str:
    """The column with empty text as null, for counting."""
    return f"nullIf({column}, '')" if kind == "text" else column
