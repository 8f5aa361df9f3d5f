from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.events.metrics.asking import DAY, ask, ask_one, fields, metrics
from tests.store import NOW, SECOND, Store

from gatelight.errors import InvalidRequest
from gatelight.events.metrics import VIEWS

FULL: dict[str, Any] = {
    "id": "t",
    "name": "flow",
    "tags": ["a", "b"],
    "user_id": "u",
    "session_id": "s",
    "release": "r",
    "version": "v",
    "environment": "prod",
}
DIMENSIONS: dict[str, Any] = {
    "id": "t",
    "name": "flow",
    "tags": ["a", "b"],
    "userId": "u",
    "sessionId": "s",
    "release": "r",
    "version": "v",
    "environment": "prod",
    "timestampMonth": "2026-05",
}


def test_every_dimension(store: Store) -> None:
    store.trace(**FULL)
    rows = ask(store, view="traces", dimensions=fields(*DIMENSIONS), metrics=metrics("count_count"))
    assert rows == [DIMENSIONS | {"count_count": 1}]
    assert DIMENSIONS.keys() == VIEWS["v1"]["traces"].dimensions.keys()


def test_every_measure(store: Store) -> None:
    store.trace(**FULL)
    for start, end, cost in ((0, 1, "0.5"), (2, 5, "0.25"), (3, None, None)):
        store.observation(
            trace_id="t",
            start_time=NOW + start * SECOND,
            end_time=None if end is None else NOW + end * SECOND,
            usage_details={"input": 4, "total": 6} if cost else {},
            total_cost=Decimal(cost) if cost else None,
        )
    store.score(trace_id="t")
    store.score(trace_id="t", observation_id="o")
    keys = {
        "count_count": 1,
        "sum_observationsCount": 3,
        "sum_scoresCount": 2,
        "uniq_uniqueUserIds": 1,
        "uniq_uniqueSessionIds": 1,
        "avg_latency": 5000,
        "sum_totalTokens": 12,
        "sum_totalCost": 0.75,
    }
    assert ask(store, view="traces", metrics=metrics(*keys)) == [keys]
    measures = {key.split("_", 1)[1] for key in keys}
    assert measures == VIEWS["v1"]["traces"].measures.keys()


def test_observations_and_scores_far_from_the_trace_count(store: Store) -> None:
    store.trace(id="t")
    store.observation(trace_id="t", start_time=NOW + 40 * DAY)
    store.observation(trace_id="t", start_time=NOW - 40 * DAY)
    store.score(trace_id="t", timestamp=NOW + 300 * DAY)
    assert ask_one(store, "sum_observationsCount", "sum_scoresCount", view="traces") == [2, 1]


def test_a_trace_without_observations(store: Store) -> None:
    store.trace(id="t")
    asked = ("count_count", "sum_observationsCount", "avg_latency", "sum_totalCost")
    assert ask_one(store, *asked, view="traces") == [1, 0, None, 0]


def test_traces_outside_the_window_do_not_count(store: Store) -> None:
    store.trace(id="old", timestamp=NOW - 3 * DAY)
    store.observation(trace_id="old")
    assert ask_one(store, "count_count", "sum_observationsCount", view="traces") == [0, 0]


def test_p95_latency_by_name_over_time(store: Store) -> None:
    store.trace(id="t", name="flow")
    store.observation(trace_id="t", end_time=NOW + SECOND)
    rows = ask(
        store,
        view="traces",
        dimensions=fields("name"),
        metrics=metrics("p95_latency"),
        timeDimension={"granularity": "day"},
    )
    assert [row for row in rows if row["name"]] == [
        {"name": "flow", "p95_latency": 1000, "time_dimension": "2026-05-28T00:00:00.000Z"}
    ]


def test_users_can_only_be_counted(store: Store) -> None:
    with pytest.raises(InvalidRequest, match="use count or uniq"):
        ask(store, view="traces", metrics=metrics("sum_uniqueUserIds"))
