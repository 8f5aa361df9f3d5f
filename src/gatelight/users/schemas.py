"""Answers about users, and what the list is asked for."""

from __future__ import annotations

from typing import Any

from gatelight.core.answers import Answer, Iso, PageMeta
from gatelight.core.time import Micros, to_iso
from gatelight.events.paging import invalid, read_time
from gatelight.events.reading import DAY
from gatelight.users.queries import COLUMNS, OrderBy, Span

DEFAULT_SPAN = 30 * DAY


class Sums(Answer):
    """What observations in the span add up to: cost in USD, calls of models, at most five
    models."""

    id: str
    total_cost: float | None
    total_tokens: int
    input_tokens: int
    output_tokens: int
    calls: int
    observation_count: int
    error_count: int
    warning_count: int
    traces: int
    models: list[str]
    first_at: Iso
    last_at: Iso


class UserLine(Sums):
    """`costs`: USD in equal parts of the span, oldest first."""

    sessions: int
    costs: list[float]


class UserList(Answer):
    data: list[UserLine]
    meta: PageMeta


class UserSession(Sums):
    pass


class UserOut(Sums):
    """`sessions`: how many; `latestSessions`: the 50 newest."""

    sessions: int
    latest_sessions: list[UserSession]


def read_span(low: str | None, high: str | None, now: Micros) -> Span:
    """Thirty days until now unless said otherwise. Raises InvalidData."""
    end = read_time("to", high)
    end = now + 1 if end is None else end
    start = read_time("from", low)
    start = max(0, end - DEFAULT_SPAN) if start is None else start
    if start >= end:
        raise invalid("from", "must be before to")
    return Span(start, end)


def read_order(text: str | None) -> tuple[OrderBy, bool]:
    """`cost.desc` and the like; the dearest first when absent. Raises InvalidData."""
    if not text:
        return "cost", True
    name, _, direction = text.rpartition(".")
    for each in COLUMNS:
        if each == name and direction in ("asc", "desc"):
            return each, direction == "desc"
    raise invalid("order", f"expected one of {', '.join(COLUMNS)}, and .asc or .desc")


def sums_out(row: dict[str, Any]) -> dict[str, Any]:
    """A user's or session's row of figures."""
    return {
        "id": row["id"],
        "totalCost": None if row["cost"] is None else float(row["cost"]),
        "totalTokens": row["tokens"],
        "inputTokens": row["tokens_in"],
        "outputTokens": row["tokens_out"],
        "calls": row["calls"],
        "observationCount": row["observations"],
        "errorCount": row["errors"],
        "warningCount": row["warnings"],
        "traces": row["traces"],
        "models": row["models"],
        "firstAt": to_iso(row["first"]),
        "lastAt": to_iso(row["last"]),
    }
