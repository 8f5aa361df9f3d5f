"""What the page of one trace reads: its tree as columns, and payloads piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine, Row
from gatelight.events.measures import TOTAL_TOKENS, tokens_of
from gatelight.events.observations import ObservationKey
from gatelight.events.reading import fetch, minutes_of
from gatelight.events.traces import TraceKey
from gatelight.ui.texts import BOUNDED_IO, bounds

MAX_NODES = 50_000
"""Observations of one trace that its tree shows."""

_OF_TRACE = (
    "FROM observations FINAL WHERE project_id = {project_id:String} "
    "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
    "AND trace_id = {trace_id:String}"
)


def tree_columns(
    engine: EventEngine, project_id: str, trace_id: str, minutes: Sequence[int]
) -> pa.Table:
    """The observations of a trace without payload, oldest first, at most MAX_NODES + 1; times in
    microseconds, `cost` a decimal in USD."""
    table = engine.columns(
        "SELECT id, parent_observation_id AS parent, type, name, level, model, "
        "toUnixTimestamp64Micro(start_time) AS start, "
        "toUnixTimestamp64Micro(end_time) AS ended, "
        f"{tokens_of('input')} AS input_tokens, {tokens_of('output')} AS output_tokens, "
        f"{TOTAL_TOKENS} AS total_tokens, total_cost AS cost, row_version "
        f"{_OF_TRACE} ORDER BY start_time, id LIMIT {{limit:UInt64}}",
        {
            "project_id": project_id,
            "trace_id": trace_id,
            "minutes": list(minutes),
            "limit": MAX_NODES + 1,
        },
    )
    return _newest(table)


def _newest(table: pa.Table) -> pa.Table:
    """One row for each id: an observation whose start was moved may be stored at both minutes."""
    ids = table["id"].to_pylist()
    if len(set(ids)) == len(ids):
        return table
    newest: dict[str, tuple[int, int]] = {}
    for at, (one, version) in enumerate(zip(ids, table["row_version"].to_pylist(), strict=True)):
        if one not in newest or version > newest[one][0]:
            newest[one] = version, at
    return table.take(pa.array(sorted(at for _, at in newest.values())))


def total_cost(table: pa.Table) -> float:
    """What the observations of `tree_columns` cost together, in USD, added up as decimals."""
    total = pc.sum(table["cost"]).as_py()
    return float(total or 0)


def observation_ids(
    engine: EventEngine, project_id: str, trace_id: str, minutes: Sequence[int]
) -> list[str]:
    """Ids of the observations a trace's tree shows."""
    rows = fetch(
        engine,
        f"SELECT DISTINCT id {_OF_TRACE} LIMIT {{limit:UInt64}}",
        {
            "project_id": project_id,
            "trace_id": trace_id,
            "minutes": list(minutes),
            "limit": MAX_NODES,
        },
    )
    return [row["id"] for row in rows]


def places_of_observation(
    engine: EventEngine, project_id: str, trace_id: str, observation_id: str
) -> list[ObservationKey]:
    """Where an observation of a trace is, or was, stored."""
    rows = fetch(
        engine,
        "SELECT DISTINCT trace_id, id, start_time FROM observations "
        "WHERE project_id = {project_id:String} AND id = {id:String}",
        {"project_id": project_id, "id": observation_id},
    )
    keys = [ObservationKey(row["trace_id"], row["id"], row["start_time"]) for row in rows]
    return [key for key in keys if key.trace_id == trace_id]


def observation_texts(engine: EventEngine, project_id: str, key: ObservationKey) -> Row | None:
    """Input and output of one observation, bounded (see `ui.texts`)."""
    return _one(
        engine,
        f"SELECT {BOUNDED_IO} {_OF_TRACE} AND id = {{id:String}} ORDER BY row_version DESC LIMIT 1",
        _at(project_id, key) | bounds(),
    )


def trace_texts(engine: EventEngine, project_id: str, key: TraceKey) -> Row | None:
    """The same of the trace itself."""
    return _one(
        engine,
        f"SELECT {BOUNDED_IO} FROM traces FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id = {id:String} ORDER BY row_version DESC LIMIT 1",
        {"project_id": project_id, "minutes": minutes_of([key.timestamp]), "id": key.id} | bounds(),
    )


def whole_text(
    engine: EventEngine, project_id: str, key: ObservationKey | TraceKey, field: str
) -> str:
    """One stored input or output, whole; "" when there is none."""
    if isinstance(key, TraceKey):
        row = _one(
            engine,
            f"SELECT {field} AS text FROM traces FINAL WHERE project_id = {{project_id:String}} "
            "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
            "AND id = {id:String} ORDER BY row_version DESC LIMIT 1",
            {"project_id": project_id, "minutes": minutes_of([key.timestamp]), "id": key.id},
        )
    else:
        row = _one(
            engine,
            f"SELECT {field} AS text {_OF_TRACE} AND id = {{id:String}} "
            "ORDER BY row_version DESC LIMIT 1",
            _at(project_id, key),
        )
    return "" if row is None else str(row["text"])


def _one(engine: EventEngine, sql: str, parameters: dict[str, Any]) -> Row | None:
    return next(iter(fetch(engine, sql, parameters)), None)


def _at(project_id: str, key: ObservationKey) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "trace_id": key.trace_id,
        "id": key.id,
        "minutes": minutes_of([key.start_time]),
    }


class Piece(NamedTuple):
    """An observation and how many characters its input and output have."""

    id: str
    start_time: Micros
    characters: int


def pieces_of_trace(
    engine: EventEngine,
    project_id: str,
    trace_id: str,
    minutes: Sequence[int],
    offset: int,
    limit: int,
) -> list[Piece]:
    """The sizes of a trace's observations, oldest first, from the `offset`-th on."""
    rows = fetch(
        engine,
        f"SELECT id, start_time, input_length + output_length AS characters {_OF_TRACE} "
        "ORDER BY start_time, id LIMIT {limit:UInt64} OFFSET {offset:UInt64}",
        {
            "project_id": project_id,
            "trace_id": trace_id,
            "minutes": list(minutes),
            "limit": limit,
            "offset": offset,
        },
    )
    return [Piece(row["id"], row["start_time"], row["characters"]) for row in rows]


def texts_of_pieces(
    engine: EventEngine,
    project_id: str,
    trace_id: str,
    pieces: Sequence[Piece],
    whole_bytes: int,
    beginning: int,
) -> list[Row]:
    """Input and output of these observations, bounded; in their order."""
    if not pieces:
        return []
    rows = fetch(
        engine,
        f"SELECT id, {BOUNDED_IO} {_OF_TRACE} AND id IN {{ids:Array(String)}}",
        {
            "project_id": project_id,
            "trace_id": trace_id,
            "minutes": minutes_of(piece.start_time for piece in pieces),
            "ids": [piece.id for piece in pieces],
        }
        | bounds(whole_bytes, beginning),
    )
    found = {row["id"]: row for row in rows}
    return [found[piece.id] for piece in pieces if piece.id in found]
