"""Reads of experiments as spans tell them (`langfuse.experiment.*`), and of their scores.

The root observation of an item is the one its own attributes name so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from gatelight.core.time import Micros
from gatelight.events.columns import SCORE_COLUMNS
from gatelight.events.engine import EventEngine, selected
from gatelight.events.filters import Filter, FilterColumn, FilterColumns, Params, compile_filters
from gatelight.events.observations import ObservationKey
from gatelight.events.reading import DAY, fetch, minutes_of
from gatelight.events.rows import ScoreRow
from gatelight.events.traces import observation_minutes

EXPERIMENT_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("id", "text", "experiment['id']", ("ID", "experimentId")),
        FilterColumn("name", "text", "experiment['name']", ("Name", "experimentName")),
        FilterColumn(
            "datasetId", "text", "experiment['dataset.id']", ("Dataset ID", "experimentDatasetId")
        ),
    ]
)
ITEM_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("experimentId", "text", "experiment['id']", ("Experiment ID",)),
        FilterColumn("experimentName", "text", "experiment['name']", ("Experiment Name",)),
        FilterColumn("experimentItemId", "text", "experiment['item.id']", ("Experiment Item ID",)),
        FilterColumn(
            "experimentDatasetId",
            "text",
            "experiment['dataset.id']",
            ("Experiment Dataset ID", "datasetId"),
        ),
    ]
)

_SCORES = selected([column.name for column in SCORE_COLUMNS])
_ITEM_ROOTS = (
    "FROM observations FINAL WHERE project_id = {project_id:String} "
    "AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
    "AND start_time < fromUnixTimestamp64Micro({high:Int64}, 'UTC') "
    "AND experiment['id'] != '' AND experiment['item.root_observation_id'] = id"
)


class SpannedExperiment(msgspec.Struct):
    """What the item roots of one experiment in a window add up to. `metadata` is JSON text."""

    id: str
    name: str
    dataset_id: str
    description: str
    metadata: str
    first: Micros
    last: Micros
    end: Micros
    items: int


def spanned_experiments(
    engine: EventEngine, project_id: str, filters: Sequence[Filter], low: Micros, high: Micros
) -> list[SpannedExperiment]:
    """Every experiment with an item root that starts in the window, in no order."""
    params = Params(project_id)
    condition = compile_filters(filters, EXPERIMENT_FILTER_COLUMNS, params)
    rows = fetch(
        engine,
        "SELECT experiment['id'] AS experiment_id, "
        "argMax(experiment['name'], start_time) AS experiment_name, "
        "argMax(experiment['dataset.id'], start_time) AS dataset_id, "
        "argMax(experiment['description'], start_time) AS description, "
        "argMax(experiment['metadata'], start_time) AS details, "
        "toUnixTimestamp64Micro(min(start_time)) AS first, "
        "toUnixTimestamp64Micro(max(start_time)) AS last, "
        "toUnixTimestamp64Micro(max(coalesce(end_time, start_time))) AS finish, "
        f"count() AS items {_ITEM_ROOTS} AND {condition} GROUP BY experiment['id']",
        params.values | {"low": low, "high": high},
    )
    return [
        SpannedExperiment(
            row["experiment_id"],
            row["experiment_name"],
            row["dataset_id"],
            row["description"],
            row["details"],
            row["first"],
            row["last"],
            row["finish"],
            row["items"],
        )
        for row in rows
    ]


def find_item_roots(
    engine: EventEngine,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    low: Micros,
    high: Micros,
    after: ObservationKey | None,
) -> list[ObservationKey]:
    """Keys of item roots that start in the window, newest first; `after` starts behind a key."""
    params = Params(project_id)
    condition = compile_filters(filters, ITEM_FILTER_COLUMNS, params)
    behind = ""
    if after is not None:
        trace_id, last_id = params.add(after.trace_id, "String"), params.add(after.id, "String")
        time = params.time(after.start_time)
        behind = f" AND (start_time, trace_id, id) < ({time}, {trace_id}, {last_id})"
        high = min(high, after.start_time + 1)
    rows = fetch(
        engine,
        f"SELECT trace_id, id, start_time {_ITEM_ROOTS} AND {condition}{behind} "
        "ORDER BY start_time DESC, trace_id DESC, id DESC LIMIT {limit:UInt64}",
        params.values | {"low": low, "high": high, "limit": limit},
    )
    return [ObservationKey(row["trace_id"], row["id"], row["start_time"]) for row in rows]


def spanned_items(
    engine: EventEngine, project_id: str, trace_ids: Collection[str]
) -> set[tuple[str, str]]:
    """(experiment id, trace id) of the item roots in these traces."""
    minutes = observation_minutes(engine, project_id, trace_ids)
    if not minutes:
        return set()
    rows = fetch(
        engine,
        "SELECT DISTINCT experiment['id'] AS experiment_id, trace_id FROM observations FINAL "
        "WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} "
        "AND experiment['item.root_observation_id'] = id",
        {"project_id": project_id, "ids": sorted(set(trace_ids)), "minutes": minutes},
    )
    return {(row["experiment_id"], row["trace_id"]) for row in rows}


def linked_observations(
    engine: EventEngine,
    project_id: str,
    trace_ids: Collection[str],
    observation_ids: Collection[str],
) -> list[ObservationKey]:
    """Keys of the roots of these traces and of the observations named, oldest first."""
    minutes = observation_minutes(engine, project_id, trace_ids)
    if not minutes:
        return []
    rows = fetch(
        engine,
        "SELECT trace_id, id, start_time FROM observations FINAL "
        "WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} "
        "AND (is_root OR id IN {observation_ids:Array(String)}) "
        "ORDER BY start_time, trace_id, id",
        {
            "project_id": project_id,
            "ids": sorted(set(trace_ids)),
            "observation_ids": sorted(set(observation_ids)),
            "minutes": minutes,
        },
    )
    return [ObservationKey(row["trace_id"], row["id"], row["start_time"]) for row in rows]


def scores_of_experiments(
    engine: EventEngine, project_id: str, ids: Collection[str], limit: int, low: Micros
) -> dict[str, list[ScoreRow]]:
    """The newest `limit` scores of each experiment given since a day before `low`."""
    if not ids:
        return {}
    rows = fetch(
        engine,
        f"SELECT {_SCORES} FROM scores FINAL WHERE project_id = {{project_id:String}} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "AND dataset_run_id IN {ids:Array(String)} "
        "ORDER BY timestamp DESC, id DESC LIMIT {limit:UInt64} BY dataset_run_id",
        {
            "project_id": project_id,
            "ids": sorted(set(ids)),
            "limit": limit,
            "low": max(0, low - DAY),
        },
    )
    return _by(rows, "dataset_run_id")


def scores_of_items(
    engine: EventEngine, project_id: str, trace_ids: Iterable[str], limit: int
) -> dict[str, list[ScoreRow]]:
    """The newest `limit` scores of each trace and its observations."""
    parameters: dict[str, Any] = {"project_id": project_id, "ids": sorted(set(trace_ids))}
    places = fetch(
        engine,
        "SELECT DISTINCT timestamp FROM scores WHERE project_id = {project_id:String} "
        "AND trace_id IN {ids:Array(String)}",
        parameters,
    )
    if not places:
        return {}
    rows = fetch(
        engine,
        f"SELECT {_SCORES} FROM scores FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} "
        "ORDER BY timestamp DESC, id DESC LIMIT {limit:UInt64} BY trace_id",
        parameters
        | {"minutes": minutes_of(place["timestamp"] for place in places), "limit": limit},
    )
    return _by(rows, "trace_id")


def _by(rows: list[dict[str, Any]], column: str) -> dict[str, list[ScoreRow]]:
    found: dict[str, list[ScoreRow]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(ScoreRow(**row))
    return found
