from __future__ import annotations

from tests.events.metrics.asking import ask, ask_one, fields, lasting, metrics, using
from tests.store import Store


def test_equal_bins_from_smallest_to_largest(store: Store) -> None:
    store.add(observations=lasting(store, 0, 1, 4, 9, 10, None))
    (histogram,) = ask_one(store, "histogram_latency", config={"bins": 2})
    assert histogram == [[0, 5, 3], [5, 10, 2]]


def test_ten_bins_unless_said_otherwise(store: Store) -> None:
    store.add(observations=lasting(store, *range(101)))
    (histogram,) = ask_one(store, "histogram_latency")
    assert [height for _, _, height in histogram] == [10] * 9 + [11]
    assert histogram[0][0] == 0
    assert histogram[-1][1] == 100


def test_one_bin_when_all_values_are_equal(store: Store) -> None:
    store.add(observations=lasting(store, 7, 7))
    assert ask_one(store, "histogram_latency") == [[[7, 7, 2]]]


def test_of_money(store: Store) -> None:
    rows = [using(store, usage={}, cost={"total": value}) for value in ("0", "1", "2")]
    store.add(observations=rows)
    (histogram,) = ask_one(store, "histogram_totalCost", config={"bins": 2})
    assert histogram == [[0, 1, 1], [1, 2, 2]]


def test_rows_of_an_answer_share_their_bins(store: Store) -> None:
    store.add(observations=[*lasting(store, 0, name="a"), *lasting(store, 10, 10, name="b")])
    rows = ask(
        store,
        dimensions=fields("name"),
        metrics=metrics("count_count", "histogram_latency"),
        config={"bins": 2},
    )
    assert {row["name"]: row["histogram_latency"] for row in rows} == {
        "a": [[0, 5, 1], [5, 10, 0]],
        "b": [[0, 5, 0], [5, 10, 2]],
    }


def test_of_nothing_is_empty(store: Store) -> None:
    store.add(observations=lasting(store, None))
    assert ask_one(store, "histogram_latency", "histogram_totalCost") == [[], []]
