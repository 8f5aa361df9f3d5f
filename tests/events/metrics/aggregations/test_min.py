from __future__ import annotations

from tests.events.metrics.asking import ask_one, lasting, using
from tests.store import Store


def test_smallest(store: Store) -> None:
    store.add(observations=lasting(store, 10, 70, 60, None))
    assert ask_one(store, "min_latency") == [10]


def test_of_money(store: Store) -> None:
    rows = [using(store, usage={}, cost={"total": value}) for value in ("0.25", "0.5")]
    store.add(observations=rows)
    assert ask_one(store, "min_totalCost") == [0.25]


def test_of_nothing_is_null(store: Store) -> None:
    assert ask_one(store, "min_latency", "min_totalCost", "min_count") == [None, None, None]
