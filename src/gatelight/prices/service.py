"""Model definitions of a project, and why its costs are what they are."""

from __future__ import annotations

from typing import Any

from gatelight.core.json import from_text
from gatelight.errors import InvalidRequest, NotFound
from gatelight.events.cost import CostRow, observation_cost, trace_cost
from gatelight.events.paging import Page
from gatelight.prices.schemas import ModelInput, entry_from, patterns_of
from gatelight.pricing import queries
from gatelight.pricing.book import PriceBook, tier_for
from gatelight.pricing.entries import PriceEntry, Tier
from gatelight.pricing.explain import amount, explanation
from gatelight.pricing.patterns import InvalidPatternError, checked_pattern, searcher
from gatelight.pricing.usage import normalise
from gatelight.services import Services

MAX_EXPLAINED = 1000
"""Observations of one trace that are explained one by one."""


def list_models(
    services: Services, project_id: str, page: Page, *, search: str = "", own: bool = False
) -> tuple[list[PriceEntry], int]:
    """See `queries.page_of_entries`."""
    services.prices.load()
    with services.database.reader() as session:
        return queries.page_of_entries(
            session, project_id, page.limit, page.offset, search=search, own=own
        )


def get_model(services: Services, project_id: str, entry_id: str) -> PriceEntry:
    """Raises NotFound, also for a deleted one. A shared entry that was replaced is still found."""
    entry = services.prices.entry(project_id, entry_id)
    if entry is None or (entry.retired and entry.project_id is not None):
        raise NotFound("No model with this id found.")
    return entry


def create_model(services: Services, project_id: str, body: ModelInput) -> PriceEntry:
    """Raises InvalidRequest when a pattern is not a regular expression RE2 accepts."""
    entry = _checked_entry(project_id, body)
    services.prices.load()
    return _changed(services, project_id, add=entry)


def replace_model(
    services: Services, project_id: str, entry_id: str, body: ModelInput
) -> PriceEntry:
    """A new entry in the place of one of the project's own. Raises as `create_model` and
    `delete_model`."""
    entry = _checked_entry(project_id, body)
    return _changed(services, project_id, add=entry, retire=_own(services, project_id, entry_id))


def delete_model(services: Services, project_id: str, entry_id: str) -> None:
    """Takes a project's own entry out of use; costs made with it stay explainable.

    Raises NotFound, also for shared entries: those cannot be deleted, only overridden.
    """
    _changed(services, project_id, retire=_own(services, project_id, entry_id))


def _checked_entry(project_id: str, body: ModelInput) -> PriceEntry:
    for field, pattern in patterns_of(body):
        checked_pattern(pattern, field)
    return entry_from(body, project_id)


def _own(services: Services, project_id: str, entry_id: str) -> PriceEntry:
    entry = get_model(services, project_id, entry_id)
    if entry.project_id is None:
        raise NotFound(
            "No model of this project has this id. Shared prices cannot be deleted; create a model "
            "with the same match pattern to override one."
        )
    return entry


def _changed(
    services: Services,
    project_id: str,
    *,
    add: PriceEntry | None = None,
    retire: PriceEntry | None = None,
) -> PriceEntry:
    """The added entry as it is stored, else the retired one."""
    with services.database.session() as session:
        if retire is not None:
            queries.retire(session, [retire.id])
        if add is not None:
            queries.add_entries(session, [add])
        queries.count_change(session)
    services.prices.reload()
    shown = add or retire
    assert shown is not None
    return services.prices.entry(project_id, shown.id) or shown


def find_price(services: Services, project_id: str, model: str, at: int) -> PriceEntry:
    """The entry in force for a model name. Raises NotFound."""
    entry = services.prices.find(project_id, model).at(at)
    if entry is None:
        raise NotFound(f"The price book has no entry for {model[:200]!r} at that time.")
    return entry


def pattern_matches(pattern: str, model: str) -> bool:
    """Whether a match pattern finds a model name. Raises InvalidRequest."""
    try:
        return searcher(pattern)(model)
    except InvalidPatternError as error:
        raise InvalidRequest(
            f"pattern is not a usable regular expression (RE2 syntax): {error}"
        ) from error


def explain_observation(
    services: Services, project_id: str, observation_id: str, trace_id: str | None
) -> dict[str, Any]:
    """Raises NotFound."""
    row = observation_cost(services.events, project_id, observation_id, trace_id)
    if row is None:
        raise NotFound("No observation with this id found.")
    return _explain(services.prices, project_id, row, {})


def explain_trace(services: Services, project_id: str, trace_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    found = trace_cost(services.events, project_id, trace_id, MAX_EXPLAINED)
    if found is None:
        raise NotFound("No trace with this id has observations.")
    entries: dict[str, PriceEntry | None] = {}
    return {
        "traceId": trace_id,
        "totalCost": amount(found.total_cost),
        "gatewayCost": amount(found.gateway_cost),
        "observationsWithUnknownCost": found.unpriced,
        "observationCount": found.costed,
        "observations": [
            _explain(services.prices, project_id, row, entries) for row in found.observations
        ],
    }


def _explain(
    prices: PriceBook, project_id: str, row: CostRow, entries: dict[str, PriceEntry | None]
) -> dict[str, Any]:
    if row.price_id and row.price_id not in entries:
        entries[row.price_id] = prices.entry(project_id, row.price_id)
    entry = entries.get(row.price_id)
    compared = None
    if row.cost_source in ("provided", "gateway") and row.model:
        compared = _in_force(prices, project_id, row)
    return explanation(row, entry, compared)


def _in_force(prices: PriceBook, project_id: str, row: CostRow) -> tuple[PriceEntry, Tier] | None:
    entry = prices.find(project_id, row.model, row.full_model).at(row.start_time)
    if entry is None:
        return None
    usage = normalise(row.usage_details, whole_is_input=row.type == "EMBEDDING")
    parameters = from_text(row.model_parameters)
    return entry, tier_for(entry, usage, parameters if isinstance(parameters, dict) else {}, {})
