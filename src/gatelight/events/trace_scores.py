"""The scores of some traces: ids for lists, whole rows for one trace."""

from __future__ import annotations

from collections.abc import Sequence

from gatelight.core.score import SCORE_DATA_TYPES
from gatelight.events.columns import SCORE_COLUMNS
from gatelight.events.engine import EventEngine, Row, selected
from gatelight.events.reading import fetch, minutes_of
from gatelight.events.rows import ScoreRow

V1_TYPES = ("NUMERIC", "CATEGORICAL", "BOOLEAN")
"""Data types that a trace's embedded scores may have: older SDKs cannot read the others."""

_COLUMNS = selected([column.name for column in SCORE_COLUMNS])


def scores_of_traces(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str]
) -> dict[str, list[str]]:
    """Ids of the scores of each trace, newest first; traces without scores are absent."""
    found: dict[str, list[str]] = {}
    for row in _read(engine, project_id, trace_ids, "trace_id, id"):
        found.setdefault(row["trace_id"], []).append(row["id"])
    return found


def score_rows_of_trace(
    engine: EventEngine, project_id: str, trace_id: str, *, every_type: bool = False
) -> list[ScoreRow]:
    """The scores of one trace and its observations, newest first; those of V1_TYPES unless all are
    asked for."""
    types = tuple(sorted(SCORE_DATA_TYPES)) if every_type else V1_TYPES
    return [ScoreRow(**row) for row in _read(engine, project_id, [trace_id], _COLUMNS, types)]


def _read(
    engine: EventEngine,
    project_id: str,
    trace_ids: Sequence[str],
    columns: str,
    types: Sequence[str] = V1_TYPES,
) -> list[Row]:
    if not trace_ids:
        return []
    parameters = {"project_id": project_id, "ids": list(trace_ids)}
    places = fetch(
        engine,
        "SELECT DISTINCT timestamp FROM scores WHERE project_id = {project_id:String} "
        "AND trace_id IN {ids:Array(String)}",
        parameters,
    )
    if not places:
        return []
    return fetch(
        engine,
        f"SELECT {columns} FROM scores FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} AND data_type IN {types:Array(String)} "
        "ORDER BY timestamp DESC, id DESC",
        parameters
        | {"minutes": minutes_of(row["timestamp"] for row in places), "types": list(types)},
    )
