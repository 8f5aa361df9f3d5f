"""What the observation endpoints answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from gatelight.errors import NotFound
from gatelight.events import observations as events
from gatelight.events.filters import Filter
from gatelight.events.observation_wire import observation_v1, observation_v2
from gatelight.events.paging import Page, listed
from gatelight.events.together import together
from gatelight.observations.cursor import write_cursor
from gatelight.pricing.shown import ShownPrices
from gatelight.prompts.links import LinkedPrompts
from gatelight.services import Services


def list_v1(
    services: Services, project_id: str, filters: Sequence[Filter], page: Page
) -> dict[str, Any]:
    """One page of v1 observations, newest first."""
    engine, now = services.events, services.clock.now()
    keys = events.find_observations(
        engine, project_id, filters, page.limit, now, offset=page.offset
    )

    def count() -> int:
        known = page.total_after(len(keys))
        if known is not None:
            return known
        return events.count_observations(engine, project_id, filters, now)

    # the count asks two questions at once itself, so it is the one that stays in this thread
    rows, total = together(lambda: events.observation_rows(engine, project_id, keys), count)
    prices = ShownPrices(services.prices, project_id)
    prompts = LinkedPrompts(services, project_id, rows)
    return listed(
        [
            observation_v1(row, prices.of(row.price_id, row.price_tier_id), prompts.of(row))
            for row in rows
        ],
        page,
        total,
    )


def get_v1(services: Services, project_id: str, observation_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    row = events.observation_by_id(services.events, project_id, observation_id)
    if row is None:
        raise NotFound(f"Observation {observation_id} not found within authorized project")
    prices = ShownPrices(services.prices, project_id).of(row.price_id, row.price_tier_id)
    return observation_v1(row, prices, LinkedPrompts(services, project_id, [row]).of(row))


def list_v2(
    services: Services,
    project_id: str,
    filters: Sequence[Filter],
    limit: int,
    after: events.ObservationKey | None,
    groups: Collection[str],
    expanded: Collection[str],
) -> dict[str, Any]:
    """One page of v2 observations, newest first; `meta.cursor` only when more follow."""
    keys = events.find_observations(
        services.events, project_id, filters, limit + 1, services.clock.now(), after=after
    )
    more, keys = len(keys) > limit, keys[:limit]
    payload = (events.IO if "io" in groups else ()) + (
        events.METADATA if "metadata" in groups else ()
    )
    rows = events.observation_rows(services.events, project_id, keys, payload)
    prices = ShownPrices(services.prices, project_id)
    prompts = LinkedPrompts(services, project_id, rows if "prompt" in groups else ())
    data = [
        observation_v2(
            row, groups, expanded, prices.of(row.price_id, row.price_tier_id), prompts.of(row)
        )
        for row in rows
    ]
    return {"data": data, "meta": {"cursor": write_cursor(keys[-1])} if more else {}}
