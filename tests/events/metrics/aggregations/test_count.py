from __future__ import annotations

from tests.events.metrics.asking import ask_one, lasting
from tests.store import Store


def test_counts_rows(store: Store) -> None:
    store.add(observations=lasting(store, 1, 2, None))
    assert ask_one(store, "count_count") == [3]


def test_counts_only_what_is_not_null(store: Store) -> None:
    store.add(observations=lasting(store, 1, 2, None))
    assert ask_one(store, "count_latency", "count_totalCost") == [2, 0]


def test_counts_text_that_is_not_empty(store: Store) -> None:
    store.add(observations=[*lasting(store, 1, user_id="u"), *lasting(store, 1, user_id="")])
    assert ask_one(store, "count_uniqueUserIds", version="v2") == [1]


def test_of_nothing_is_zero(store: Store) -> None:
    assert ask_one(store, "count_count") == [0]
