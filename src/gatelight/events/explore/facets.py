"""The most frequent values of some columns in a selection, with counts.

One pass over the selection whatever the number of columns, in bounded memory: each column keeps at
most `CAPACITY` counters (the space-saving algorithm of `topK`). Counts are exact while a column has
no more values than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gatelight.errors import InvalidRequest
from gatelight.events.engine import EventEngine
from gatelight.events.explore.selection import Selection
from gatelight.events.filters import FilterColumn, Params
from gatelight.events.reading import fetch

MOST = 50
CAPACITY = 2000
SECONDS = 10
"""Counting stops after this long with Unprocessable: it decorates, the rows come first."""


@dataclass(frozen=True, slots=True)
class ValueCount:
    value: str
    count: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A column whose values are counted; of a map the values under `key`, without one its keys."""

    column: str
    key: str = ""


def count_values(
    engine: EventEngine, selection: Selection, facets: Sequence[Facet], limit: int
) -> dict[Facet, list[ValueCount]]:
    """Values of each facet, most frequent first, empty ones left out.

    Raises InvalidRequest for a column without values to list.
    """
    params = Params(selection.project_id)
    shown = [
        f"{_counted(selection.columns.find(facet.column), facet, params, limit)} AS f{index}"
        for index, facet in enumerate(facets)
    ]
    source = selection.sql(params, using=[facet.column for facet in facets])
    rows = fetch(
        engine,
        f"SELECT {', '.join(shown)} {source} SETTINGS max_execution_time = {SECONDS}",
        params.values,
    )
    return {
        facet: [
            ValueCount(item["item"], item["count"], not item["error"])
            for item in rows[0][f"f{index}"]
            if item["item"] != ""
        ][:limit]
        for index, facet in enumerate(facets)
    }


def count_scores(engine: EventEngine, selection: Selection, limit: int) -> list[ValueCount]:
    """Names of the scores given in the selection's time window."""
    params = Params(selection.project_id)
    low, high = selection.window
    rows = fetch(
        engine,
        "SELECT name AS value, count() AS count FROM scores FINAL "
        "WHERE project_id = {project_id:String} "
        f"AND timestamp >= {params.time(low)} AND timestamp < {params.time(high)} "
        f"GROUP BY name ORDER BY count DESC, name LIMIT {limit:d} "
        f"SETTINGS max_execution_time = {SECONDS}",
        params.values,
    )
    return [ValueCount(row["value"], row["count"], True) for row in rows]


def _counted(column: FilterColumn, facet: Facet, params: Params, limit: int) -> str:
    # One more than asked for: the empty value is dropped.
    top = f"({limit + 1:d}, {max(1, CAPACITY // (limit + 1)):d}, 'counts')"
    if column.kind == "text":
        return f"topK{top}(toString({column.sql}))"
    if column.kind == "texts":
        return f"topKArray{top}(arrayMap(x -> toString(x), {column.sql}))"
    if column.kind == "map" and facet.key:
        return f"topK{top}({column.sql}[{params.add(facet.key, 'String')}])"
    if column.kind == "map":
        return f"topKArray{top}(mapKeys({column.sql}))"
    raise InvalidRequest(f"Column {facet.column} has no values to list")
