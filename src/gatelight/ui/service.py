"""Pages of traces and sessions as the UI's tables show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.core.time import to_iso
from gatelight.events import traces
from gatelight.events.filters import Filter
from gatelight.events.paging import Page, listed
from gatelight.events.traces import Order
from gatelight.services import Services
from gatelight.ui.queries import places_of_id, rows_with_figures


def list_traces(
    services: Services, project_id: str, filters: Sequence[Filter], order: Order, page: Page
) -> dict[str, Any]:
    """One page of traces with models, tokens, cost, latency and errors; no payload is read."""
    engine = services.events
    keys, total = traces.find_page(engine, project_id, filters, order, page, services.clock.now())
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
        | figures
        for row, figures in rows_with_figures(engine, project_id, keys)
    ]
    return listed(data, page, total)


def look_up(services: Services, project_id: str, id_: str) -> dict[str, Any]:
    """What an id of the project belongs to."""
    return {
        "data": [
            {
                "kind": row["kind"],
                "id": row["id"],
                "traceId": row["trace_id"] or None,
                "name": row["name"] or None,
            }
            for row in places_of_id(services.events, project_id, id_)
        ]
    }
