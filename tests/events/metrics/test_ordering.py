from __future__ import annotations

import pytest
from tests.events.metrics.asking import ask, at, fields, lasting, metrics
from tests.store import Store


@pytest.fixture
def three(store: Store) -> Store:
    """Names b, a, c with 1, 2, 1 observations."""
    rows = [
        *lasting(store, 5, name="b", start_time=at(-2)),  # two hours and 5 ms
        *lasting(store, 1, 2, name="a"),
        *lasting(store, None, name="c"),
    ]
    store.add(observations=rows)
    return store


def names(rows: list[dict[str, str]]) -> list[str]:
    return [row["name"] for row in rows]


def test_first_metric_descending_by_default_then_dimensions(three: Store) -> None:
    rows = ask(three, dimensions=fields("name"), metrics=metrics("count_count", "max_latency"))
    assert names(rows) == ["a", "b", "c"]


def test_by_a_metric_with_nulls_last(three: Store) -> None:
    answers = []
    for direction in ("asc", "desc"):
        rows = ask(
            three,
            dimensions=fields("name"),
            metrics=metrics("count_count", "max_latency"),
            orderBy=[{"field": "max_latency", "direction": direction}],
        )
        answers.append(names(rows))
    assert answers == [["a", "b", "c"], ["b", "a", "c"]]


def test_by_a_dimension(three: Store) -> None:
    rows = ask(
        three,
        dimensions=fields("name"),
        metrics=metrics("count_count"),
        orderBy=[{"field": "name", "direction": "desc"}],
    )
    assert names(rows) == ["c", "b", "a"]


def test_by_several(three: Store) -> None:
    rows = ask(
        three,
        dimensions=fields("name"),
        metrics=metrics("count_count"),
        orderBy=[
            {"field": "count_count", "direction": "asc"},
            {"field": "name", "direction": "desc"},
        ],
    )
    assert names(rows) == ["c", "b", "a"]


def test_time_ascending_by_default_for_a_series(three: Store) -> None:
    rows = ask(
        three,
        dimensions=fields("name"),
        metrics=metrics("count_count"),
        timeDimension={"granularity": "hour"},
    )
    times = [row["time_dimension"] for row in rows]
    assert times == sorted(times)
    assert [row["name"] for row in rows if row["name"]] == ["b", "a", "c"]


def test_the_limit_keeps_the_first_rows(three: Store) -> None:
    rows = ask(
        three,
        dimensions=fields("name"),
        metrics=metrics("count_count"),
        config={"row_limit": 1},
    )
    assert names(rows) == ["a"]
