from __future__ import annotations

from tests.events.metrics.asking import ask_one, lasting, using
from tests.store import Store


def test_adds_numbers_and_skips_nulls(store: Store) -> None:
    store.add(observations=lasting(store, 10, 20.5, None))
    assert ask_one(store, "sum_latency") == [30.5]


def test_money_is_added_as_decimals(store: Store) -> None:
    rows = [using(store, usage={}, cost={"total": "0.1"}) for _ in range(10)]
    store.add(observations=rows)
    assert ask_one(store, "sum_totalCost") == [1.0]  # ten times the float 0.1 is 0.9999999999999999


def test_of_nothing_is_zero(store: Store) -> None:
    assert ask_one(store, "sum_totalCost", "sum_latency", "sum_count") == [0, 0, 0]
