"""The list of sessions: found, searched and ordered in the store."""

from __future__ import annotations

from typing import Any, NamedTuple

from gatelight.core.time import MIN_MICROS, Micros
from gatelight.events.engine import EventEngine
from gatelight.events.measures import TOTAL_TOKENS
from gatelight.events.reading import DAY, fetch

_OF_TRACES = {
    "firstAt": "first",
    "lastAt": "last",
    "traces": "traces",
    "duration": "last - first",
    "id": "session_id",
}
_OF_OBSERVATIONS = {
    "totalCost": "cost",
    "totalTokens": "tokens",
    "errorCount": "errors",
}
ORDERS = frozenset(_OF_TRACES) | frozenset(_OF_OBSERVATIONS)
"""What the list may be ordered by."""


class Wanted(NamedTuple):
    """Sessions active within [since, until) of which the id or a user contains `text`."""

    since: Micros | None = None
    until: Micros | None = None
    text: str = ""
    order: str = "lastAt"
    descending: bool = True


class Found(NamedTuple):
    id: str
    environment: str


def _sessions(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """A subquery of one row for each session that is wanted."""
    having = ["1"]
    values: dict[str, Any] = {}
    if wanted.since is not None:
        having.append("last >= {since:Int64}")
        values["since"] = wanted.since
    if wanted.until is not None:
        having.append("first < {until:Int64}")
        values["until"] = wanted.until
    if wanted.text:
        having.append(
            "(positionCaseInsensitiveUTF8(session_id, {text:String}) > 0 OR arrayExists("
            "user -> positionCaseInsensitiveUTF8(user, {text:String}) > 0, people))"
        )
        values["text"] = wanted.text
    return (
        "(SELECT session_id, count() AS traces, toUnixTimestamp64Micro(min(timestamp)) AS first, "
        "toUnixTimestamp64Micro(max(timestamp)) AS last, "
        "argMin(environment, (timestamp, id)) AS its_environment, "
        "groupUniqArray(100)(user_id) AS people FROM traces FINAL "
        "WHERE project_id = {project_id:String} AND session_id != '' GROUP BY session_id "
        f"HAVING {' AND '.join(having)}) AS wanted"
    ), values


def find_sessions(
    engine: EventEngine, project_id: str, wanted: Wanted, limit: int, offset: int
) -> list[Found]:
    """One page in the order wanted, ties broken by id."""
    source, values = _sessions(wanted)
    if wanted.order in _OF_OBSERVATIONS:
        column = _OF_OBSERVATIONS[wanted.order]
        values |= {"low": _earliest(engine, project_id, source, values)}
        source += (
            " LEFT JOIN (SELECT session_id, sum(total_cost) AS cost, "
            f"sum({TOTAL_TOKENS}) AS tokens, countIf(level = 'ERROR') AS errors "
            "FROM observations FINAL WHERE project_id = {project_id:String} "
            "AND session_id != '' AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
            "GROUP BY session_id) AS sums USING (session_id)"
        )
    else:
        column = _OF_TRACES[wanted.order]
    direction = "DESC" if wanted.descending else "ASC"
    rows = fetch(
        engine,
        f"SELECT session_id, its_environment FROM {source} "
        f"ORDER BY {column} {direction} NULLS LAST, session_id {direction} "
        "LIMIT {limit:UInt64} OFFSET {offset:UInt64}",
        values | {"project_id": project_id, "limit": limit, "offset": offset},
    )
    return [Found(row["session_id"], row["its_environment"]) for row in rows]


def _earliest(engine: EventEngine, project_id: str, source: str, values: dict[str, Any]) -> Micros:
    """Before it no observation of these sessions starts, in microseconds."""
    rows = fetch(
        engine, f"SELECT min(first) AS earliest FROM {source}", values | {"project_id": project_id}
    )
    return max(int(rows[0]["earliest"]) - DAY, MIN_MICROS)


def count_sessions(engine: EventEngine, project_id: str, wanted: Wanted) -> int:
    """How many there are."""
    source, values = _sessions(wanted)
    rows = fetch(
        engine, f"SELECT count() AS total FROM {source}", values | {"project_id": project_id}
    )
    return int(rows[0]["total"])
