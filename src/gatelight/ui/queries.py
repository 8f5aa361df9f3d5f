"""What the lists of the UI show beside the wire's own fields: one query for a page of ids."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gatelight.core.time import MIN_MICROS, Micros
from gatelight.events.engine import EventEngine
from gatelight.events.measures import TOTAL_TOKENS, tokens_of
from gatelight.events.reading import DAY, fetch
from gatelight.events.rows import TraceRow
from gatelight.events.together import together
from gatelight.events.traces import TraceKey, begin_of_page, observation_minutes, trace_rows

_MOST_NAMES = 5

_FIGURES = (
    "count() AS observations, sum(total_cost) AS cost, "
    f"sum({tokens_of('input')}) AS input_tokens, sum({tokens_of('output')}) AS output_tokens, "
    f"sum({TOTAL_TOKENS}) AS total_tokens, "
    "countIf(level = 'ERROR') AS errors, countIf(level = 'WARNING') AS warnings, "
    f"arraySort(groupUniqArrayIf({_MOST_NAMES})(model, model != '')) AS models, "
    "(max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) "
    "- min(toUnixTimestamp64Micro(start_time))) / 1000000 AS latency"
)


def trace_figures(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str], since: Micros = MIN_MICROS
) -> dict[str, dict[str, Any]]:
    """Figures of the observations, begun `since` then, of some traces; traces without any are
    absent."""
    minutes = observation_minutes(engine, project_id, trace_ids, since)
    if not minutes:
        return {}
    rows = fetch(
        engine,
        f"SELECT trace_id AS id, {_FIGURES} FROM observations FINAL "
        "PREWHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} GROUP BY trace_id",
        {"project_id": project_id, "ids": list(trace_ids), "minutes": minutes},
    )
    return {row["id"]: _shown(row) for row in rows}


def rows_with_figures(
    engine: EventEngine, project_id: str, keys: Sequence[TraceKey], *, previews: bool = False
) -> list[tuple[TraceRow, dict[str, Any]]]:
    """The traces of a list's page, each with its figures."""
    since = begin_of_page(key.timestamp for key in keys)
    rows, figures = together(
        lambda: trace_rows(engine, project_id, keys, payload=False, previews=previews),
        lambda: trace_figures(engine, project_id, [key.id for key in keys], since),
    )
    return [(row, figures.get(row.id) or NO_FIGURES) for row in rows]


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


_PLACES = (
    # kind, table, its time, column of the id, the trace, the name
    ("trace", "traces", "timestamp", "id", "id", "name"),
    ("observation", "observations", "start_time", "id", "trace_id", "name"),
    ("session", "traces", "timestamp", "session_id", "''", "''"),
    ("user", "traces", "timestamp", "user_id", "''", "''"),
    ("score", "scores", "timestamp", "id", "trace_id", "name"),
)
KINDS = tuple(place[0] for place in _PLACES)
_MOST_MINUTES = 100


def places_of_id(
    engine: EventEngine, project_id: str, id_: str, kinds: Sequence[str] = KINDS
) -> list[dict[str, Any]]:
    """What in the project has this id: at most one row of each `kind`, with `id`, `trace_id` (of
    traces, observations and scores) and `name`."""
    found: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {"project_id": project_id, "id": id_}
    for kind, table, time, column, trace, name in _PLACES:
        if kind not in kinds:
            continue
        here = f"FROM {table} %s WHERE project_id = {{project_id:String}} AND "
        minutes = fetch(
            engine,
            f"SELECT DISTINCT toUnixTimestamp(toStartOfMinute({time})) AS minute {here % ''}"
            f"{column} = {{id:String}} LIMIT {_MOST_MINUTES}",
            parameters,
        )
        if minutes:
            found += fetch(
                engine,
                f"SELECT '{kind}' AS kind, {column} AS id, {trace} AS trace_id, {name} AS name "
                f"{here % 'FINAL'} toStartOfMinute({time}) IN {{minutes:Array(DateTime('UTC'))}} "
                f"AND {column} = {{id:String}} ORDER BY {time} DESC LIMIT 1",
                parameters | {"minutes": sorted(row["minute"] for row in minutes)},
            )
    return found
