from __future__ import annotations

from tests.events.metrics.asking import ask, at, fields, metrics
from tests.store import Store

from gatelight.core.time import to_iso

THREE_HOURS = {"fromTimestamp": to_iso(at(0)), "toTimestamp": to_iso(at(2))}
HOURLY = {"granularity": "hour"}


def test_buckets_without_rows_are_zero_rows(store: Store) -> None:
    store.observation(start_time=at(1), name="a")
    rows = ask(
        store,
        **THREE_HOURS,
        dimensions=fields("name"),
        metrics=metrics("count_count", "avg_latency", "histogram_latency"),
        timeDimension=HOURLY,
    )
    empty = {"name": None, "count_count": 0, "avg_latency": 0, "histogram_latency": []}
    assert rows == [
        empty | {"time_dimension": "2026-05-28T20:00:00.000Z"},
        {
            "name": "a",
            "count_count": 1,
            "avg_latency": None,
            "histogram_latency": [],
            "time_dimension": "2026-05-28T21:00:00.000Z",
        },
        empty | {"time_dimension": "2026-05-28T22:00:00.000Z"},
    ]


def test_an_empty_project_gets_zeros_too(store: Store) -> None:
    rows = ask(store, **THREE_HOURS, metrics=metrics("sum_totalCost"), timeDimension=HOURLY)
    assert [row["sum_totalCost"] for row in rows] == [0, 0, 0]


def test_an_order_leaves_gaps_open(store: Store) -> None:
    store.observation(start_time=at(1))
    rows = ask(
        store,
        **THREE_HOURS,
        metrics=metrics("count_count"),
        timeDimension=HOURLY,
        orderBy=[{"field": "count_count", "direction": "desc"}],
    )
    assert rows == [{"count_count": 1, "time_dimension": "2026-05-28T21:00:00.000Z"}]


def test_the_row_limit_counts_zero_rows(store: Store) -> None:
    store.observation(start_time=at(2))
    rows = ask(
        store,
        **THREE_HOURS,
        metrics=metrics("count_count"),
        timeDimension=HOURLY,
        config={"row_limit": 2},
    )
    assert [row["count_count"] for row in rows] == [0, 0]
