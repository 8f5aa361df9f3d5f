"""Deletion by age: everything a project's event tables hold from before a moment."""

from __future__ import annotations

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine

STRADDLING: Micros = 7 * 24 * 3600 * 1_000_000
"""How far beyond the limit a trace may reach and keep its header."""

_TIMES = {
    "observations": "start_time",
    "scores": "timestamp",
    "log_records": "timestamp",
    "metric_points": "timestamp",
    "traces": "timestamp",
}
"""Time column by table, in the order of deletion: the headers of traces go last."""

_OLD = "project_id = {project_id:String} AND %s < fromUnixTimestamp64Micro({before:Int64}, 'UTC')"
_NOT_STRADDLING = (
    " AND id NOT IN (SELECT trace_id FROM observations "
    "WHERE project_id = {project_id:String} "
    "AND start_time >= fromUnixTimestamp64Micro({before:Int64}, 'UTC') "
    "AND start_time < fromUnixTimestamp64Micro({straddling:Int64}, 'UTC'))"
)


def delete_older(engine: EventEngine, project_id: str, table: str, before: Micros) -> int:
    """Delete a project's rows of `table` from before `before`; gone from disk when this returns.

    Answers how many rows readers could see. The header of a trace that still has newer
    observations (up to STRADDLING) stays until those are old, too. Blocks as long as rewriting the
    touched parts takes.
    """
    condition = _OLD % _TIMES[table]
    if table == "traces":
        condition += _NOT_STRADDLING
    parameters = {"project_id": project_id, "before": before, "straddling": before + STRADDLING}
    (found,) = engine.query(
        "SELECT count() AS stored, countIf(NOT is_deleted) AS seen FROM "
        f"(SELECT is_deleted FROM {table} FINAL WHERE {condition})",
        parameters,
    )
    (stored,) = engine.query(f"SELECT count() AS rows FROM {table} WHERE {condition}", parameters)
    if stored["rows"]:
        # A mutation, not `DELETE FROM`: that one is refused on tables with projections.
        engine.command(
            f"ALTER TABLE {engine.layout.stored(table)} DELETE WHERE {condition} "
            "SETTINGS mutations_sync = 2, max_execution_time = 0, "
            "allow_nondeterministic_mutations = 1",
            parameters,
        )
    return int(found["seen"])


RETAINED_TABLES = tuple(_TIMES)
