from __future__ import annotations

from tests.events.metrics.asking import ask_one, lasting, using
from tests.store import Store


def test_largest(store: Store) -> None:
    store.add(observations=lasting(store, 10, 70, 60, None))
    assert ask_one(store, "max_latency") == [70]


def test_of_money(store: Store) -> None:
    rows = [using(store, usage={}, cost={"total": value}) for value in ("0.25", "0.5")]
    store.add(observations=rows)
    assert ask_one(store, "max_totalCost") == [0.5]


def test_of_nothing_is_null(store: Store) -> None:
    assert ask_one(store, "max_latency", "max_totalCost", "max_count") == [None, None, None]
