"""A selection's course over time: how many, what they cost, how long they took, in equal spans."""

from __future__ import annotations

from typing import Literal, NamedTuple

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.explore.facets import SECONDS
from gatelight.events.explore.selection import TIME_SQL, Selection
from gatelight.events.filters import Params
from gatelight.events.measures import seconds_between
from gatelight.events.reading import fetch

Measure = Literal["count", "cost", "latency"]
MEASURES: tuple[Measure, ...] = ("count", "cost", "latency")


class Bar(NamedTuple):
    """`value`: rows, USD or median seconds. `other`: failed rows, nothing, or the 95th percentile
    in seconds. None where there is nothing to measure."""

    start: Micros
    value: float | None
    other: float | None


def bars(
    engine: EventEngine, selection: Selection, measure: Measure, start: Micros, width: Micros
) -> list[Bar]:
    """Spans of `width` counted from `start` that have something in them, oldest first."""
    params = Params(selection.project_id)
    sql = _QUERIES[measure](selection, params, f"{start:d}", f"{width:d}")
    rows = fetch(engine, f"{sql} SETTINGS max_execution_time = {SECONDS}", params.values)
    return [
        Bar(start + row["bar"] * width, _number(row["value"]), _number(row["other"]))
        for row in rows
    ]


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _bar(time: str, start: str, width: str) -> str:
    return f"intDiv(toUnixTimestamp64Micro({time}) - {start}, {width}) AS bar"


def _count(selection: Selection, params: Params, start: str, width: str) -> str:
    time = TIME_SQL[selection.surface]
    if selection.surface == "observations":
        failed, source = "level = 'ERROR'", selection.sql(params)
    else:
        source = selection.sql(params)
        low, high = selection.window
        # A failed observation belongs to a trace that began before it.
        failed = (
            "id IN (SELECT trace_id FROM observations WHERE project_id = {project_id:String} "
            f"AND level = 'ERROR' AND start_time >= {params.time(low)} "
            f"AND start_time < {params.time(high)})"
        )
    return (
        f"SELECT {_bar(time, start, width)}, count() AS value, countIf({failed}) AS other "
        f"{source} GROUP BY bar ORDER BY bar"
    )


def _cost(selection: Selection, params: Params, start: str, width: str) -> str:
    return (
        f"SELECT {_bar('start_time', start, width)}, toFloat64(sum(total_cost)) AS value, "
        f"NULL AS other {_observations(selection, params)} GROUP BY bar HAVING bar >= 0 "
        "ORDER BY bar"
    )


def _latency(selection: Selection, params: Params, start: str, width: str) -> str:
    if selection.surface == "observations":
        length = seconds_between("start_time", "end_time")
        return (
            f"SELECT {_bar('start_time', start, width)}, quantile(0.5)({length}) AS value, "
            f"quantile(0.95)({length}) AS other {selection.sql(params)} GROUP BY bar ORDER BY bar"
        )
    return (
        f"SELECT intDiv(first - {start}, {width}) AS bar, quantile(0.5)(length) AS value, "
        "quantile(0.95)(length) AS other FROM ("
        "SELECT min(toUnixTimestamp64Micro(start_time)) AS first, "
        "(max(toUnixTimestamp64Micro(coalesce(end_time, start_time))) - first) / 1000000 AS length "
        f"{_observations(selection, params)} GROUP BY trace_id) GROUP BY bar HAVING bar >= 0 "
        "ORDER BY bar"
    )


def _observations(selection: Selection, params: Params) -> str:
    """All observations of the window when nothing but the time is asked for: no join then."""
    if selection.narrowed or selection.surface == "observations":
        return selection.observations_sql(params)
    low, high = selection.window
    return (
        "FROM observations FINAL WHERE project_id = {project_id:String} "
        f"AND start_time >= {params.time(low)} AND start_time < {params.time(high)}"
    )


_QUERIES = {"count": _count, "cost": _cost, "latency": _latency}
