"""Deletion of traces: a deleting row over each stored row of a trace, its observations, scores
and log records.

A deleting row has the same place and a higher version, so reads stop seeing the entity at once and
the engine drops the rows when parts merge.
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
