from __future__ import annotations

import pytest
from tests.events.metrics.asking import ask_one, lasting, using
from tests.store import Store


def test_mean_of_what_is_not_null(store: Store) -> None:
    store.add(observations=lasting(store, 10, 20, 60, None))
    assert ask_one(store, "avg_latency") == [30]


def test_of_money(store: Store) -> None:
    rows = [using(store, usage={}, cost={"total": value}) for value in ("0.2", "0.4")]
    store.add(observations=rows)
    assert ask_one(store, "avg_totalCost") == [pytest.approx(0.3)]


def test_rows_without_usage_do_not_count_as_zero_tokens(store: Store) -> None:
    store.add(observations=[using(store, usage={"total": 10}), using(store, usage={})])
    assert ask_one(store, "avg_totalTokens") == [10]


def test_of_nothing_is_null(store: Store) -> None:
    assert ask_one(store, "avg_latency", "avg_totalCost") == [None, None]
