"""Deletion of traces: a deleting row over each stored row of a trace, its observations, scores
and log records.

A deleting row has the same place and a higher version, so reads stop seeing the entity at once. The
engine drops the rows when parts merge, which may be never; `purge_deleted` removes them from disk.
"""

from __future__ import annotations

from collections.abc import Sequence

from gatelight.events.engine import EventEngine

_TRACES = (
    "INSERT INTO traces (project_id, id, timestamp, row_version, is_deleted) "
    "SELECT project_id, id, any(timestamp), max(row_version) + 1, 1 FROM traces "
    "WHERE project_id = {project_id:String} AND id IN {ids:Array(String)} "
    "GROUP BY project_id, toStartOfMinute(timestamp), id"
)
_OBSERVATIONS = (
    "INSERT INTO observations (project_id, trace_id, id, start_time, row_version, is_deleted) "
    "SELECT project_id, trace_id, id, any(start_time), max(row_version) + 1, 1 FROM observations "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)} "
    "AND toStartOfMinute(start_time) IN (SELECT toStartOfMinute(start_time) FROM observations "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)}) "
    "GROUP BY project_id, toStartOfMinute(start_time), trace_id, id"
)
_SCORES = (
    "INSERT INTO scores (project_id, id, timestamp, row_version, is_deleted) "
    "SELECT project_id, id, any(timestamp), max(row_version) + 1, 1 FROM scores "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)} "
    "AND toStartOfMinute(timestamp) IN (SELECT toStartOfMinute(timestamp) FROM scores "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)}) "
    "GROUP BY project_id, toStartOfMinute(timestamp), id"
)
_LOG_RECORDS = (
    "INSERT INTO log_records (project_id, id, timestamp, row_version, is_deleted) "
    "SELECT project_id, id, any(timestamp), max(row_version) + 1, 1 FROM log_records "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)} "
    "AND toStartOfMinute(timestamp) IN (SELECT toStartOfMinute(timestamp) FROM log_records "
    "WHERE project_id = {project_id:String} AND trace_id IN {ids:Array(String)}) "
    "GROUP BY project_id, toStartOfMinute(timestamp), id"
)


def delete_traces(engine: EventEngine, project_id: str, trace_ids: Sequence[str]) -> None:
    """Delete these traces with everything below them; gone from every read on return.

    Unknown ids are ignored. Must run between the writer's commits (`EventWriter.exclusively`).
    """
    if not trace_ids:
        return
    parameters = {"project_id": project_id, "ids": list(trace_ids)}
    for sql in (_SCORES, _LOG_RECORDS, _OBSERVATIONS, _TRACES):
        engine.command(sql, parameters)


_PLACES = {
    "observations": "project_id, toStartOfMinute(start_time), trace_id, id",
    "traces": "project_id, toStartOfMinute(timestamp), id",
    "scores": "project_id, toStartOfMinute(timestamp), id",
    "log_records": "project_id, toStartOfMinute(timestamp), id",
    "metric_points": "project_id, toStartOfMinute(timestamp), id",
}
"""What tells the versions of one row, by table."""


def purge_deleted(engine: EventEngine, table: str) -> int:
    """Remove deleted rows of every project from disk, with all their older versions and what
    deleted them; how many rows those were. Blocks as long as rewriting the touched parts takes."""
    place = _PLACES[table]
    dead = (
        f"({place}) IN (SELECT {place} FROM {table} WHERE ({place}) IN "
        f"(SELECT {place} FROM {table} WHERE is_deleted) "
        f"GROUP BY {place} HAVING argMax(is_deleted, row_version) = 1)"
    )
    if not engine.query(f"SELECT 1 AS one FROM {table} WHERE is_deleted LIMIT 1"):
        return 0
    (found,) = engine.query(f"SELECT count() AS rows FROM {table} WHERE {dead}")
    if found["rows"]:
        # A mutation, not `DELETE FROM`: that one is refused on tables with projections.
        engine.command(
            f"ALTER TABLE {engine.layout.stored(table)} DELETE WHERE {dead} "
            "SETTINGS mutations_sync = 2, max_execution_time = 0, "
            "allow_nondeterministic_mutations = 1"
        )
    return int(found["rows"])
