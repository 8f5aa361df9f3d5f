"""What is usual for a name: the median cost and latency of what bore it lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.explore.facets import SECONDS
from gatelight.events.explore.selection import Surface
from gatelight.events.measures import seconds_between
from gatelight.events.reading import DAY, fetch

SPAN = 7 * DAY
ENOUGH = 10
"""Of fewer nobody can say what is usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Medians: USD and seconds; None when none had any. `count`: of how many."""

    cost: float | None
    latency: float | None
    count: int


_OF_TRACES = (
    "SELECT name, quantile(0.5)(cost) AS cost, quantile(0.5)(latency) AS latency, "
    "count() AS count FROM (SELECT any(trace_name) AS name, toFloat64(sum(total_cost)) AS cost, "
    "(max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) "
    "- min(toUnixTimestamp64Micro(start_time))) / 1000000 AS latency "
    "FROM observations FINAL WHERE %s AND trace_name IN {names:Array(String)} GROUP BY trace_id) "
    "GROUP BY name"
)
_OF_OBSERVATIONS = (
    "SELECT name, quantile(0.5)(toFloat64(total_cost)) AS cost, "
    f"quantile(0.5)({seconds_between('start_time', 'end_time')}) AS latency, count() AS count "
    "FROM observations FINAL WHERE %s AND name IN {names:Array(String)} GROUP BY name"
)
_WITHIN = (
    "project_id = {project_id:String} "
    "AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
    "AND start_time < fromUnixTimestamp64Micro({high:Int64}, 'UTC')"
)


def usual(
    engine: EventEngine, surface: Surface, project_id: str, names: Sequence[str], until: Micros
) -> dict[str, Usual]:
    """By name, over the seven days before `until`, in one query; names with fewer than `ENOUGH`
    are absent."""
    if not names:
        return {}
    sql = _OF_TRACES if surface == "traces" else _OF_OBSERVATIONS
    rows = fetch(
        engine,
        f"{sql % _WITHIN} HAVING count >= {ENOUGH} SETTINGS max_execution_time = {SECONDS}",
        {
            "project_id": project_id,
            "names": list(names),
            "low": max(until - SPAN, 0),
            "high": until,
        },
    )
    return {row["name"]: Usual(row["cost"], row["latency"], row["count"]) for row in rows}
