"""How scores spread, move over time, and agree with each other."""

from __future__ import annotations

from typing import Any, NamedTuple

from gatelight.events.engine import EventEngine
from gatelight.events.metrics.granularity import Granularity, bucket_sql
from gatelight.events.metrics.model import Window
from gatelight.events.reading import fetch

MOST_NAMES = 500
MOST_CATEGORIES = 50
MOST_PAIRS = 2000
"""Pairs whose points are shown; sums are over all of them."""


class Kind(NamedTuple):
    """Scores of one name, data type and source; an empty source means all of them."""

    name: str
    data_type: str
    source: str


_OF_WINDOW = (
    "project_id = {project_id:String} "
    "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
    "AND timestamp <= fromUnixTimestamp64Micro({high:Int64}, 'UTC')"
)


def _window(project_id: str, window: Window) -> dict[str, Any]:
    return {"project_id": project_id, "low": window.start, "high": window.end}


def _chosen(kind: Kind, mark: str, parameters: dict[str, Any]) -> str:
    """Condition for one kind; its values get names that end in `mark`."""
    parameters |= {
        f"name{mark}": kind.name,
        f"type{mark}": kind.data_type,
        f"source{mark}": kind.source,
    }
    return (
        f"name = {{name{mark}:String}} AND data_type = {{type{mark}:String}} "
        f"AND ({{source{mark}:String}} = '' OR score_source = {{source{mark}:String}})"
    )


def kinds(engine: EventEngine, project_id: str, window: Window) -> list[dict[str, Any]]:
    """`name, data_type, source, count` of the window, by name."""
    return fetch(
        engine,
        "SELECT name, data_type, score_source AS source, count() AS count FROM scores FINAL "
        f"WHERE {_OF_WINDOW} GROUP BY name, data_type, score_source "
        f"ORDER BY name, data_type, source LIMIT {MOST_NAMES}",
        _window(project_id, window),
    )


def summary(engine: EventEngine, project_id: str, kind: Kind, window: Window) -> dict[str, Any]:
    """`count, average, low, high, median, deviation` of the numbers; null without any."""
    parameters = _window(project_id, window)
    chosen = _chosen(kind, "", parameters)
    (row,) = fetch(
        engine,
        "SELECT count() AS count, avg(value) AS average, min(value) AS low, max(value) AS high, "
        "quantileExact(0.5)(value) AS median, stddevPop(value) AS deviation "
        f"FROM scores FINAL WHERE {_OF_WINDOW} AND {chosen}",
        parameters,
    )
    return row


def bins(
    engine: EventEngine,
    project_id: str,
    kind: Kind,
    window: Window,
    low: float,
    high: float,
    number: int,
) -> dict[int, int]:
    """Counts of equally wide bins between `low` and `high` by index; empty ones are absent."""
    parameters = _window(project_id, window) | {
        "bottom": low,
        "width": (high - low) / number or 1.0,
        "last": number - 1,
    }
    chosen = _chosen(kind, "", parameters)
    rows = fetch(
        engine,
        "SELECT toUInt32(least(greatest(floor((value - {bottom:Float64}) / {width:Float64}), 0), "
        "{last:UInt32})) AS bin, count() AS count "
        f"FROM scores FINAL WHERE {_OF_WINDOW} AND {chosen} AND value IS NOT NULL GROUP BY bin",
        parameters,
    )
    return {row["bin"]: row["count"] for row in rows}


def categories(
    engine: EventEngine, project_id: str, kind: Kind, window: Window
) -> list[dict[str, Any]]:
    """`label, count`, the most frequent first."""
    parameters = _window(project_id, window)
    chosen = _chosen(kind, "", parameters)
    return fetch(
        engine,
        "SELECT string_value AS label, count() AS count FROM scores FINAL "
        f"WHERE {_OF_WINDOW} AND {chosen} GROUP BY label ORDER BY count DESC, label "
        f"LIMIT {MOST_CATEGORIES}",
        parameters,
    )


def over_time(
    engine: EventEngine,
    project_id: str,
    kind: Kind,
    window: Window,
    granularity: Granularity,
    *,
    by_label: bool,
) -> list[dict[str, Any]]:
    """`bucket` (seconds), `label` ("" unless by label), `count, average`; oldest first."""
    parameters = _window(project_id, window)
    chosen = _chosen(kind, "", parameters)
    label = "string_value" if by_label else "''"
    return fetch(
        engine,
        f"SELECT {bucket_sql(granularity, 'timestamp')} AS bucket, {label} AS label, "
        "count() AS count, avg(value) AS average FROM scores FINAL "
        f"WHERE {_OF_WINDOW} AND {chosen} GROUP BY bucket, label ORDER BY bucket, label "
        "LIMIT 20000",
        parameters,
    )


def _pairs(first: Kind, second: Kind, parameters: dict[str, Any]) -> str:
    """Scores of both kinds on the same trace and observation (or session), the newest of each."""

    def side(kind: Kind, mark: str) -> str:
        return (
            "(SELECT trace_id, observation_id, session_id, "
            "argMax(value, timestamp) AS value, argMax(string_value, timestamp) AS label "
            f"FROM scores FINAL WHERE {_OF_WINDOW} AND {_chosen(kind, mark, parameters)} "
            "AND (trace_id != '' OR session_id != '') "
            "GROUP BY trace_id, observation_id, session_id)"
        )

    return (
        f"FROM {side(first, '1')} AS a INNER JOIN {side(second, '2')} AS b "
        "ON a.trace_id = b.trace_id AND a.observation_id = b.observation_id "
        "AND a.session_id = b.session_id"
    )


def correlation(
    engine: EventEngine, project_id: str, first: Kind, second: Kind, window: Window
) -> dict[str, Any]:
    """`count, pearson, spearman, error` (mean absolute difference) of paired numbers. Spearman's is
    Pearson's of the ranks; equal numbers share the middle of theirs."""
    parameters = _window(project_id, window)
    pairs = _pairs(first, second, parameters)

    def rank(of: str) -> str:
        return (
            f"rank() OVER (ORDER BY {of}) + (count() OVER (PARTITION BY {of}) - 1) / 2 AS rank_{of}"
        )

    (row,) = fetch(
        engine,
        "SELECT count() AS count, corrStable(x, y) AS pearson, "
        "corrStable(rank_x, rank_y) AS spearman, avg(abs(x - y)) AS error FROM ("
        f"SELECT x, y, {rank('x')}, {rank('y')} FROM (SELECT assumeNotNull(a.value) AS x, "
        f"assumeNotNull(b.value) AS y {pairs} "
        "WHERE a.value IS NOT NULL AND b.value IS NOT NULL))",
        parameters,
    )
    return row


def points(
    engine: EventEngine, project_id: str, first: Kind, second: Kind, window: Window
) -> list[dict[str, Any]]:
    """`trace_id, observation_id, x, y` of at most MOST_PAIRS pairs."""
    parameters = _window(project_id, window)
    pairs = _pairs(first, second, parameters)
    return fetch(
        engine,
        "SELECT a.trace_id AS trace_id, a.observation_id AS observation_id, "
        f"a.value AS x, b.value AS y {pairs} WHERE a.value IS NOT NULL AND b.value IS NOT NULL "
        f"ORDER BY cityHash64(trace_id, observation_id) LIMIT {MOST_PAIRS}",
        parameters,
    )


def crossed(
    engine: EventEngine, project_id: str, first: Kind, second: Kind, window: Window
) -> list[dict[str, Any]]:
    """`first, second` (labels), `count, first_average, second_average, trace_ids` (some)."""
    parameters = _window(project_id, window)
    pairs = _pairs(first, second, parameters)
    return fetch(
        engine,
        "SELECT a.label AS first, b.label AS second, count() AS count, "
        "avg(a.value) AS first_average, avg(b.value) AS second_average, "
        f"groupArray(50)(a.trace_id) AS trace_ids {pairs} "
        "GROUP BY first, second ORDER BY count DESC, first, second LIMIT 2500",
        parameters,
    )
