"""What the lists of the UI show beside the wire's own fields: one query for a page of ids."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gatelight.events.engine import EventEngine
from gatelight.events.measures import tokens_of
from gatelight.events.reading import DAY, fetch

_MOST_NAMES = 5

_FIGURES = (
    "count() AS observations, sum(total_cost) AS cost, "
    f"sum({tokens_of('input')}) AS input_tokens, sum({tokens_of('output')}) AS output_tokens, "
    "sum(usage_details['total']) AS total_tokens, "
    "countIf(level = 'ERROR') AS errors, countIf(level = 'WARNING') AS warnings, "
    f"arraySort(groupUniqArrayIf({_MOST_NAMES})(model, model != '')) AS models, "
    "(max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) "
    "- min(toUnixTimestamp64Micro(start_time))) / 1000000 AS latency"
)


def trace_figures(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Figures of the observations of some traces, by trace; traces without any are absent."""
    if not trace_ids:
        return {}
    parameters = {"project_id": project_id, "ids": list(trace_ids)}
    places = fetch(
        engine,
        "SELECT DISTINCT toUnixTimestamp(toStartOfMinute(start_time)) AS minute FROM observations "
        "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)}",
        parameters,
    )
    if not places:
        return {}
    rows = fetch(
        engine,
        f"SELECT trace_id AS id, {_FIGURES} FROM observations FINAL "
        "WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} GROUP BY trace_id",
        parameters | {"minutes": sorted(row["minute"] for row in places)},
    )
    return {row["id"]: _shown(row) for row in rows}


def session_figures(
    engine: EventEngine, project_id: str, session_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Figures of some sessions: their traces, users and span, and what their observations add up
    to. `first` and `last` are microseconds."""
    if not session_ids:
        return {}
    parameters: dict[str, Any] = {"project_id": project_id, "ids": list(session_ids)}
    heads = fetch(
        engine,
        "SELECT session_id AS id, count() AS traces, toUnixTimestamp64Micro(min(timestamp)) AS "
        "first, toUnixTimestamp64Micro(max(timestamp)) AS last, "
        f"arraySort(groupUniqArrayIf({_MOST_NAMES})(user_id, user_id != '')) AS users "
        "FROM traces FINAL WHERE project_id = {project_id:String} "
        "AND session_id IN {ids:Array(String)} GROUP BY session_id",
        parameters,
    )
    if not heads:
        return {}
    rows = fetch(
        engine,
        f"SELECT session_id AS id, {_FIGURES} FROM observations FINAL "
        "WHERE project_id = {project_id:String} AND session_id IN {ids:Array(String)} "
        "AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "AND start_time < fromUnixTimestamp64Micro({high:Int64}, 'UTC') GROUP BY session_id",
        parameters
        | {
            "low": max(min(head["first"] for head in heads) - DAY, 0),
            "high": max(head["last"] for head in heads) + DAY,
        },
    )
    by_id = {row["id"]: _shown(row) for row in rows}
    return {
        head["id"]: by_id.get(head["id"], dict(NO_FIGURES))
        | {name: head[name] for name in ("traces", "users", "first", "last")}
        for head in heads
    }


NO_FIGURES: dict[str, Any] = {
    "observationCount": 0,
    "totalCost": None,
    "inputTokens": 0,
    "outputTokens": 0,
    "totalTokens": 0,
    "errorCount": 0,
    "warningCount": 0,
    "models": [],
    "latency": None,
}
"""Of a trace or session without observations."""


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    cost: Decimal | None = row["cost"]
    return {
        "observationCount": row["observations"],
        "totalCost": None if cost is None else float(cost),
        "inputTokens": row["input_tokens"],
        "outputTokens": row["output_tokens"],
        "totalTokens": row["total_tokens"],
        "errorCount": row["errors"],
        "warningCount": row["warnings"],
        "models": row["models"],
        "latency": row["latency"],
    }
