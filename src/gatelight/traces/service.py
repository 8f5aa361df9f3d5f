"""What the trace endpoints answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from gatelight.errors import NotFound, Unprocessable
from gatelight.events import observations, trace_scores, traces
from gatelight.events.deletion import delete_traces
from gatelight.events.filters import Filter
from gatelight.events.observation_wire import observation_v1
from gatelight.events.paging import Page, listed
from gatelight.events.score_wire import score_body
from gatelight.events.trace_wire import trace_with_details
from gatelight.events.traces import Order, TraceSummary
from gatelight.ingest.commit import Committer
from gatelight.pricing.shown import ShownPrices
from gatelight.services import Services

MAX_PAYLOAD = 80_000_000
"""Characters of input and output beyond which a trace is not sent whole."""

_DERIVED = {"observations", "metrics"}


def list_traces(
    services: Services,
    project_id: str,
    filters: Sequence[Filter],
    order: Order,
    page: Page,
    groups: Collection[str],
) -> dict[str, Any]:
    """One page of traces; observations and scores as ids."""
    engine = services.events
    keys = traces.find_traces(
        engine, project_id, filters, order, page.limit, page.offset, services.clock.now()
    )
    total = page.total_after(len(keys))
    if total is None:
        total = traces.count_traces(engine, project_id, filters)
    rows = traces.trace_rows(engine, project_id, keys, payload="io" in groups)
    ids = [row.id for row in rows]
    derived = _DERIVED & set(groups)
    summaries = traces.trace_summaries(engine, project_id, ids) if derived else {}
    scores = trace_scores.scores_of_traces(engine, project_id, ids) if "scores" in groups else {}
    data = []
    for row in rows:
        summary = summaries.get(row.id) or TraceSummary()
        shown = summary.observation_ids if "observations" in groups else []
        data.append(trace_with_details(row, summary, shown, scores.get(row.id, []), groups))
    return listed(data, page, total)


def get_trace(
    services: Services, project_id: str, trace_id: str, groups: Collection[str]
) -> dict[str, Any]:
    """One trace with its observations and scores as objects.

    Raises NotFound, and Unprocessable when its inputs and outputs are beyond `MAX_PAYLOAD`.
    """
    engine = services.events
    row = traces.trace_by_id(engine, project_id, trace_id)
    if row is None:
        raise NotFound(f"Trace {trace_id} not found within authorized project")
    summary = (
        traces.trace_summaries(engine, project_id, [trace_id]).get(trace_id)
        if _DERIVED & set(groups)
        else None
    ) or TraceSummary()
    shown: list[Any] = []
    if "observations" in groups:
        if summary.bytes > MAX_PAYLOAD:
            raise Unprocessable(
                f"The observations of trace {trace_id} are too large to be sent at once "
                f"({summary.bytes} characters); read them page by page with "
                "GET /api/public/v2/observations?traceId="
            )
        prices = ShownPrices(services.prices, project_id)
        shown = [
            observation_v1(found, prices.of(found.price_id, found.price_tier_id))
            for found in observations.observations_of_trace(
                engine, project_id, trace_id, summary.minutes
            )
        ]
    scores = (
        [
            score_body(found)
            for found in trace_scores.score_rows_of_trace(engine, project_id, trace_id)
        ]
        if "scores" in groups
        else []
    )
    return trace_with_details(row, summary, shown, scores, groups)


def remove_traces(services: Services, project_id: str, trace_ids: Sequence[str]) -> None:
    """Delete traces with their observations and scores; gone from every read on return."""

    def remove(committer: Committer) -> None:
        delete_traces(services.events, project_id, trace_ids)
        committer.forget()

    services.writer.exclusively(remove)
