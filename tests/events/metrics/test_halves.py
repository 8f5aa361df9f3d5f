"""A question by time is asked as two: about the time before its middle, and since."""

from __future__ import annotations

import pytest
from tests.events.metrics.asking import DAY, ask, at, fields, metrics, using
from tests.store import NOW, Store

from gatelight.core.time import to_iso
from gatelight.events.metrics.granularity import Granularity, bucket_start

IN_ONE = {"orderBy": [{"field": "time_dimension", "direction": "asc"}]}
"""In an asked order a question is asked whole."""


@pytest.mark.parametrize(("granularity", "days"), [("hour", 3), ("day", 9), ("month", 90)])
def test_both_halves_are_the_whole(store: Store, granularity: Granularity, days: int) -> None:
    low, high = NOW - days * DAY, NOW + days * DAY
    middle = bucket_start(granularity, NOW)
    times = (low, middle - 1, middle, NOW, high)
    store.add(
        observations=[
            using(store, id=f"{model}{time}", start_time=time, model=model, usage={"total": 3})
            for time in times
            for model in ("m", "n")
        ]
    )
    question = {
        "fromTimestamp": to_iso(low),
        "toTimestamp": to_iso(high),
        "dimensions": fields("providedModelName"),
        "metrics": metrics("count_count", "sum_totalTokens"),
        "timeDimension": {"granularity": granularity},
    }
    whole = ask(store, **question, **IN_ONE)
    assert sum(row["count_count"] for row in whole) == 2 * len(times)
    assert [row for row in ask(store, **question) if row["count_count"]] == whole


def test_a_limit_holds_for_both_together(store: Store) -> None:
    store.add(observations=[store.observation_row(start_time=at(hour)) for hour in range(-8, 8)])
    rows = ask(
        store,
        metrics=metrics("count_count"),
        timeDimension={"granularity": "hour"},
        fromTimestamp=to_iso(at(-8)),
        toTimestamp=to_iso(at(8)),
        config={"row_limit": 11},
    )
    assert [row["count_count"] for row in rows] == [1] * 11
    assert len({row["time_dimension"] for row in rows}) == 11
