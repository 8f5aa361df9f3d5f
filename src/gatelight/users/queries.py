"""What the people named by traces did in a span of time: sums of observations, by user.

Every query reads narrow columns of the span only. A trace without observations counts, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.measures import TOTAL_TOKENS, tokens_of
from gatelight.events.reading import fetch

OrderBy = Literal["cost", "tokens", "calls", "errors", "traces", "sessions", "lastAt", "id"]
COLUMNS: dict[OrderBy, str] = {
    "cost": "cost",
    "tokens": "tokens",
    "calls": "calls",
    "errors": "errors",
    "traces": "traces",
    "sessions": "sessions",
    "lastAt": "last",
    "id": "id",
}
_MOST_MODELS = 5
_MOST_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class Span:
    """`start` is included, `end` is not (microseconds)."""

    start: Micros
    end: Micros


_SPAN = (
    "project_id = {{project_id:String}} "
    "AND {time} >= fromUnixTimestamp64Micro({{start:Int64}}, 'UTC') "
    "AND {time} < fromUnixTimestamp64Micro({{end:Int64}}, 'UTC')"
)
_ROWS = (
    "SELECT user_id, session_id, trace_id, toUnixTimestamp64Micro(start_time) AS at, total_cost, "
    f"{TOTAL_TOKENS} AS total_tokens, {tokens_of('input')} AS input_tokens, "
    f"{tokens_of('output')} AS output_tokens, model, level, type = 'GENERATION' AS is_call, "
    f"1 AS is_observation FROM observations FINAL WHERE {_SPAN.format(time='start_time')} "
    "AND {condition} UNION ALL "
    "SELECT user_id, session_id, id, toUnixTimestamp64Micro(timestamp), NULL, 0, 0, 0, '', "
    f"'', 0, 0 FROM traces FINAL WHERE {_SPAN.format(time='timestamp')} "
    "AND {condition}"
)
_FIGURES = (
    "sum(total_cost) AS cost, sum(total_tokens) AS tokens, sum(input_tokens) AS tokens_in, "
    "sum(output_tokens) AS tokens_out, sum(is_call) AS calls, "
    "sum(is_observation) AS observations, countIf(level = 'ERROR') AS errors, "
    "countIf(level = 'WARNING') AS warnings, uniqExact(trace_id) AS traces, "
    "uniqExactIf(session_id, session_id != '') AS sessions, "
    f"arraySort(groupUniqArrayIf({_MOST_MODELS})(model, model != '')) AS models, "
    "min(at) AS first, max(at) AS last"
)


def _rows(condition: str) -> str:
    return _ROWS.replace("{condition}", condition)


def users(
    engine: EventEngine,
    project_id: str,
    span: Span,
    search: str,
    order: tuple[OrderBy, bool],
    limit: int,
    offset: int,
) -> tuple[list[dict[str, Any]], int]:
    """One page of users whose id holds `search` (any case), and how many there are; nulls last.

    `order` is what to order by and whether the largest comes first.
    """
    by, descending = order
    condition = "user_id != ''"
    if search:
        condition += " AND positionCaseInsensitiveUTF8(user_id, {search:String}) > 0"
    direction = "DESC" if descending else "ASC"
    found = fetch(
        engine,
        f"SELECT user_id AS id, {_FIGURES}, count() OVER () AS total FROM ({_rows(condition)}) "
        f"GROUP BY user_id ORDER BY {COLUMNS[by]} {direction} NULLS LAST, id ASC "
        "LIMIT {limit:UInt64} OFFSET {offset:UInt64}",
        _parameters(project_id, span) | {"search": search, "limit": limit, "offset": offset},
    )
    return found, found[0]["total"] if found else 0


def user(engine: EventEngine, project_id: str, span: Span, user_id: str) -> dict[str, Any] | None:
    """The same of one user; None when nothing in the span names them."""
    found = fetch(
        engine,
        f"SELECT user_id AS id, {_FIGURES} FROM ({_rows('user_id = {user:String}')}) "
        "GROUP BY user_id",
        _parameters(project_id, span) | {"user": user_id},
    )
    return found[0] if found else None


def sessions_of(
    engine: EventEngine, project_id: str, span: Span, user_id: str
) -> list[dict[str, Any]]:
    """The latest sessions of a user, with what happened in the span."""
    condition = "user_id = {user:String} AND session_id != ''"
    return fetch(
        engine,
        f"SELECT session_id AS id, {_FIGURES} FROM ({_rows(condition)}) GROUP BY session_id "
        f"ORDER BY last DESC, id ASC LIMIT {_MOST_SESSIONS}",
        _parameters(project_id, span) | {"user": user_id},
    )


def cost_courses(
    engine: EventEngine, project_id: str, span: Span, user_ids: Sequence[str], buckets: int
) -> dict[str, list[float]]:
    """Cost in USD of some users in equal parts of the span, oldest first."""
    if not user_ids:
        return {}
    width = max(1, -(-(span.end - span.start) // buckets))
    rows = fetch(
        engine,
        "SELECT user_id AS id, intDiv(toUnixTimestamp64Micro(start_time) - {start:Int64}, "
        "{width:Int64}) AS part, toFloat64(sum(total_cost)) AS cost FROM observations FINAL "
        f"WHERE {_SPAN.format(time='start_time')} AND user_id IN {{ids:Array(String)}} "
        "AND total_cost > 0 GROUP BY id, part",
        _parameters(project_id, span) | {"width": width, "ids": list(user_ids)},
    )
    courses = {each: [0.0] * buckets for each in user_ids}
    for row in rows:
        courses[row["id"]][min(buckets - 1, row["part"])] += row["cost"]
    return courses


def _parameters(project_id: str, span: Span) -> dict[str, Any]:
    return {"project_id": project_id, "start": span.start, "end": span.end}
