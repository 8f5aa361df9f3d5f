from __future__ import annotations

import pytest
from tests.events.metrics.asking import ask_one, lasting
from tests.store import Store


def test_interpolates_between_neighbours(store: Store) -> None:
    store.add(observations=lasting(store, None, *range(1000, 1101)))
    assert ask_one(store, "p75_latency") == [pytest.approx(1075)]


def test_of_nothing_is_null(store: Store) -> None:
    assert ask_one(store, "p75_latency", "p75_totalCost") == [None, None]
