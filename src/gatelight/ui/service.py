"""Pages of traces and sessions as the UI's tables show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.core.time import to_iso
from gatelight.errors import NotFound
from gatelight.events import sessions, traces
from gatelight.events.filters import Filter
from gatelight.events.observations import observations_of_trace
from gatelight.events.paging import Page, listed
from gatelight.events.rows import ObservationRow
from gatelight.events.score_wire import score_body
from gatelight.events.trace_scores import score_rows_of_trace
from gatelight.events.trace_wire import GROUPS, trace_with_details
from gatelight.events.traces import Order, TraceSummary
from gatelight.services import Services
from gatelight.ui.queries import NO_FIGURES, session_figures, trace_figures


def list_traces(
    services: Services, project_id: str, filters: Sequence[Filter], order: Order, page: Page
) -> dict[str, Any]:
    """One page of traces with models, tokens, cost, latency and errors; no payload is read."""
    engine = services.events
    keys = traces.find_traces(
        engine, project_id, filters, order, page.limit, page.offset, services.clock.now()
    )
    total = traces.count_traces(engine, project_id, filters)
    rows = traces.trace_rows(engine, project_id, keys, payload=False)
    figures = trace_figures(engine, project_id, [row.id for row in rows])
    data = [
        {
            "id": row.id,
            "timestamp": to_iso(row.timestamp),
            "name": row.name or None,
            "userId": row.user_id or None,
            "sessionId": row.session_id or None,
            "environment": row.environment,
            "tags": row.tags,
        }
        | (figures.get(row.id) or NO_FIGURES)
        for row in rows
    ]
    return listed(data, page, total)


def list_sessions(
    services: Services, project_id: str, filters: Sequence[Filter], page: Page
) -> dict[str, Any]:
    """One page of sessions, newest first, with their traces, users and sums."""
    engine = services.events
    heads = sessions.find_sessions(engine, project_id, filters, page.limit, page.offset)
    total = sessions.count_sessions(engine, project_id, filters)
    figures = session_figures(engine, project_id, [head.id for head in heads])
    data = []
    for head in heads:
        found = figures.get(head.id)
        if found is None:  # deleted meanwhile
            continue
        times = {"firstAt": to_iso(found.pop("first")), "lastAt": to_iso(found.pop("last"))}
        data.append({"id": head.id, "environment": head.environment} | times | found)
    return listed(data, page, total)


def trace_tree(services: Services, project_id: str, trace_id: str) -> dict[str, Any]:
    """One trace, its scores, and every observation without payload: enough for tree and timeline.

    Raises NotFound.
    """
    engine = services.events
    row = traces.trace_by_id(engine, project_id, trace_id)
    if row is None:
        raise NotFound(f"Trace {trace_id} not found within authorized project")
    summary = traces.trace_summaries(engine, project_id, [trace_id]).get(trace_id, TraceSummary())
    found = observations_of_trace(engine, project_id, trace_id, summary.minutes, payload=())
    scores = [score_body(each) for each in score_rows_of_trace(engine, project_id, trace_id)]
    nodes = [_node(each) for each in found]
    return trace_with_details(row, summary, nodes, scores, GROUPS)


def _node(row: ObservationRow) -> dict[str, Any]:
    usage = row.usage_details
    return {
        "id": row.id,
        "parentObservationId": row.parent_observation_id or None,
        "type": row.type,
        "name": row.name or None,
        "startTime": to_iso(row.start_time),
        "endTime": None if row.end_time is None else to_iso(row.end_time),
        "level": row.level,
        "model": row.model or None,
        "inputTokens": sum(count for kind, count in usage.items() if "input" in kind),
        "outputTokens": sum(count for kind, count in usage.items() if "output" in kind),
        "totalTokens": usage.get("total", 0),
        "totalCost": None if row.total_cost is None else float(row.total_cost),
    }
