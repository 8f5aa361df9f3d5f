"""Which project a trace belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from gatelight.events.engine import EventEngine


def project_of_trace(engine: EventEngine, project_ids: Sequence[str], trace_id: str) -> str | None:
    """The one of these projects that has the trace (the newest, if several have)."""
    if not project_ids:
        return None
    found = engine.query(
        "SELECT project_id, argMax(is_deleted, row_version) AS gone, max(timestamp) AS newest "
        "FROM traces WHERE project_id IN {project_ids:Array(String)} AND id = {id:String} "
        "GROUP BY project_id HAVING NOT gone ORDER BY newest DESC LIMIT 1",
        {"project_ids": list(project_ids), "id": trace_id},
    )
    return str(found[0]["project_id"]) if found else None
