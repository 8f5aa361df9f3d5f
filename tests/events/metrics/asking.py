"""Asking metrics questions in tests, and rows to ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from tests.store import NOW, SECOND, Store

from gatelight.core.time import Micros, to_iso
from gatelight.events.metrics import Version, parse_query, run_query
from gatelight.events.rows import ObservationRow

HOUR = 3600 * SECOND
DAY = 24 * HOUR
WINDOW = {"fromTimestamp": to_iso(NOW - DAY), "toTimestamp": to_iso(NOW + DAY)}


def metrics(*keys: str) -> list[dict[str, str]]:
    """`sum_totalCost` and the like, as the question spells them."""
    parts = (key.split("_", 1) for key in keys)
    return [{"aggregation": aggregation, "measure": measure} for aggregation, measure in parts]


def fields(*names: str) -> list[dict[str, str]]:
    return [{"field": name} for name in names]


def ask(store: Store, version: Version = "v1", **question: Any) -> list[dict[str, Any]]:
    """The rows answering a question about observations around now, unless it says otherwise."""
    asked = {"view": "observations", **WINDOW, **question}
    query = parse_query(orjson.dumps(asked).decode(), version)
    return run_query(store.engine, store.project_id, query)


def ask_one(store: Store, *keys: str, version: Version = "v1", **question: Any) -> list[Any]:
    """The numbers of the only row of an answer."""
    (row,) = ask(store, version, metrics=metrics(*keys), **question)
    return [row[key] for key in keys]


def lasting(store: Store, *milliseconds: float | None, **columns: Any) -> list[ObservationRow]:
    """Observations of these latencies; None never ended."""
    return [
        store.observation_row(
            end_time=None if value is None else NOW + round(value * 1000), **columns
        )
        for value in milliseconds
    ]


def using(
    store: Store, *, usage: dict[str, int], cost: dict[str, str] | None = None, **columns: Any
) -> ObservationRow:
    """A generation with token counts and costs in USD."""
    costs = {key: Decimal(value) for key, value in (cost or {}).items()}
    total: Decimal | None = costs.get("total")
    row = {"type": "GENERATION", "usage_details": usage, "cost_details": costs}
    return store.observation_row(**(row | {"total_cost": total} | columns))


def at(hours: float) -> Micros:
    return NOW + round(hours * HOUR)
