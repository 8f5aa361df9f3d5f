"""What the trace endpoints answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from gatelight.errors import NotFound, Unprocessable
from gatelight.events import observations, trace_scores, traces
from gatelight.events.filters import Filter
from gatelight.events.observation_wire import observation_v1
from gatelight.events.paging import Page, listed
from gatelight.events.rows import TraceRow
from gatelight.events.score_wire import score_body
from gatelight.events.together import together
from gatelight.events.trace_wire import trace_with_details
from gatelight.events.traces import Order, TraceSummary
from gatelight.media.removal import remove_media_of_traces
from gatelight.pricing.shown import ShownPrices
from gatelight.prompts.links import LinkedPrompts
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
    keys, total = traces.find_page(engine, project_id, filters, order, page, services.clock.now())
    ids = [key.id for key in keys]
    since = traces.begin_of_page(key.timestamp for key in keys)

    def read() -> list[TraceRow]:
        return traces.trace_rows(engine, project_id, keys, payload="io" in groups)

    def read_scores() -> dict[str, list[str]]:
        return trace_scores.scores_of_traces(engine, project_id, ids) if "scores" in groups else {}

    def add_up() -> dict[str, TraceSummary]:
        derived = _DERIVED & set(groups)
        return traces.trace_summaries(engine, project_id, ids, since) if derived else {}

    rows, (scores, summaries) = together(read, lambda: together(read_scores, add_up))
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
    # before its observations, not beside them: a trace that lands meanwhile would lack them
    row = traces.trace_by_id(engine, project_id, trace_id)
    if row is None:
        raise NotFound(f"Trace {trace_id} not found within authorized project")

    def read_scores() -> list[Any]:
        if "scores" not in groups:
            return []
        rows = trace_scores.score_rows_of_trace(engine, project_id, trace_id)
        return [score_body(found) for found in rows]

    scores, (summary, shown) = together(
        read_scores, lambda: _observed(services, project_id, trace_id, groups)
    )
    return trace_with_details(row, summary, shown, scores, groups)


def _observed(
    services: Services, project_id: str, trace_id: str, groups: Collection[str]
) -> tuple[TraceSummary, list[Any]]:
    """What the observations of a trace add up to, and themselves, as far as `groups` want them."""
    if not _DERIVED & set(groups):
        return TraceSummary(), []
    engine = services.events
    summary = traces.trace_summaries(engine, project_id, [trace_id]).get(trace_id, TraceSummary())
    if "observations" not in groups:
        return summary, []
    if summary.bytes > MAX_PAYLOAD:
        raise Unprocessable(
            f"The observations of trace {trace_id} are too large to be sent at once "
            f"({summary.bytes} characters); read them page by page with "
            "GET /api/public/v2/observations?traceId="
        )
    rows = observations.observations_of_trace(engine, project_id, trace_id, summary.minutes)
    prices = ShownPrices(services.prices, project_id)
    prompts = LinkedPrompts(services, project_id, rows)
    return summary, [
        observation_v1(found, prices.of(found.price_id, found.price_tier_id), prompts.of(found))
        for found in rows
    ]


def remove_traces(services: Services, project_id: str, trace_ids: Sequence[str]) -> None:
    """Delete traces with their observations, scores and media that nothing else uses; gone from
    every read on return. Deleting again after an error finishes it."""
    services.writer.exclusively(lambda committer: committer.delete_traces(project_id, trace_ids))
    remove_media_of_traces(services, project_id, trace_ids)
