from __future__ import annotations

from decimal import Decimal

import pytest
from tests.store import NOW, SECOND, Store

from gatelight.events.filters import Filter
from gatelight.events.reading import DAY, HOUR
from gatelight.events.traces import (
    Order,
    count_traces,
    find_traces,
    trace_by_id,
    trace_rows,
    trace_summaries,
)


def _ids(
    store: Store,
    *filters: Filter,
    order: Order | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[str]:
    keys = find_traces(
        store.engine, store.project_id, filters, order or Order(), limit, offset, NOW
    )
    return [key.id for key in keys]


def test_newest_first_however_old_and_ties_by_id(store: Store) -> None:
    ages = {"now": 0, "hours": 3 * HOUR, "days": 5 * DAY, "years": 900 * DAY, "future": -DAY}
    store.add(
        traces=[
            *(store.trace_row(id=name, timestamp=NOW - age) for name, age in ages.items()),
            store.trace_row(id="now2", timestamp=NOW),
        ]
    )
    assert _ids(store) == ["future", "now2", "now", "hours", "days", "years"]
    assert _ids(store, limit=2) == ["future", "now2"]
    assert _ids(store, limit=2, offset=3) == ["hours", "days"]
    assert _ids(store, limit=2, offset=6) == []
    assert count_traces(store.engine, store.project_id, []) == 6


def test_oldest_first_and_by_name(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", name="z", timestamp=NOW - DAY),
            store.trace_row(id="b", name="y", timestamp=NOW),
        ]
    )
    assert _ids(store, order=Order("timestamp", descending=False)) == ["a", "b"]
    assert _ids(store, order=Order("name", descending=False)) == ["b", "a"]


def test_a_newer_row_replaces_and_a_deleting_one_removes(store: Store) -> None:
    store.trace(id="t", name="old")
    store.trace(id="t", name="new")
    store.trace(id="gone")
    store.trace(id="gone", is_deleted=True)
    assert _ids(store) == ["t"]
    found = trace_by_id(store.engine, store.project_id, "t")
    assert found is not None
    assert found.name == "new"
    assert trace_by_id(store.engine, store.project_id, "gone") is None
    assert _ids(store, Filter("string", "name", "=", "old")) == []


def test_payload_only_when_asked(store: Store) -> None:
    store.trace(id="t", input="question", output="answer", metadata={"k": "v"})
    keys = find_traces(store.engine, store.project_id, [], Order(), 50, 0, NOW)
    (light,) = trace_rows(store.engine, store.project_id, keys, payload=False)
    (full,) = trace_rows(store.engine, store.project_id, keys, payload=True)
    assert (light.input, light.metadata) == ("", {})
    assert (full.input, full.output, full.metadata) == ("question", "answer", {"k": "v"})


def test_summary(store: Store) -> None:
    store.add(
        observations=[
            store.observation_row(
                id="b",
                trace_id="t",
                start_time=NOW + SECOND,
                end_time=NOW + 90 * SECOND,
                total_cost=Decimal("0.1"),
                input="12345",
            ),
            store.observation_row(
                id="a", trace_id="t", start_time=NOW, total_cost=Decimal("0.2"), output="123"
            ),
            store.observation_row(id="c", trace_id="t", start_time=NOW + 2 * HOUR),
            store.observation_row(id="d", trace_id="other"),
        ]
    )
    found = trace_summaries(store.engine, store.project_id, ["t", "none"])
    assert set(found) == {"t"}
    assert found["t"].observation_ids == ["a", "b", "c"]
    assert found["t"].latency == 7200.0
    assert found["t"].total_cost == Decimal("0.3")
    assert found["t"].bytes == 8
    assert len(found["t"].minutes) == 2


@pytest.fixture
def mixed(store: Store) -> Store:
    store.add(
        traces=[store.trace_row(id=name) for name in ("slow", "quick", "bare")],
        observations=[
            store.observation_row(
                trace_id="slow",
                end_time=NOW + 10 * SECOND,
                level="ERROR",
                total_cost=Decimal("1.5"),
                cost_details={"input": Decimal("0.5"), "output": Decimal(1)},
                usage_details={"input": 10, "input_cached": 5, "output": 7, "total": 22},
            ),
            store.observation_row(trace_id="slow", level="WARNING"),
            store.observation_row(trace_id="quick", end_time=NOW + SECOND),
        ],
    )
    return store


@pytest.mark.parametrize(
    ("column", "operator", "value", "expected"),
    [
        ("latency", ">", 5.0, {"slow"}),
        ("latency", "<=", 5.0, {"quick"}),
        ("totalCost", "=", 1.5, {"slow"}),
        ("inputCost", ">=", 0.5, {"slow"}),
        ("outputCost", "<", 0.5, {"quick", "bare"}),
        ("inputTokens", "=", 15.0, {"slow"}),
        ("outputTokens", "=", 7.0, {"slow"}),
        ("tokens", "=", 22.0, {"slow"}),
        ("errorCount", "=", 1.0, {"slow"}),
        ("warningCount", "=", 1.0, {"slow"}),
        ("defaultCount", "=", 1.0, {"quick"}),
        ("debugCount", "=", 0.0, {"slow", "quick", "bare"}),
    ],
)
def test_filters_on_what_observations_add_up_to(
    mixed: Store, column: str, operator: str, value: float, expected: set[str]
) -> None:
    item = Filter("number", column, operator, value)
    assert set(_ids(mixed, item)) == expected
    assert count_traces(mixed.engine, mixed.project_id, [item]) == len(expected)


def test_worst_level(mixed: Store) -> None:
    assert _ids(mixed, Filter("stringOptions", "level", "any of", ["ERROR"])) == ["slow"]
    assert _ids(mixed, Filter("stringOptions", "level", "any of", ["WARNING"])) == []


def test_order_by_what_observations_add_up_to(mixed: Store) -> None:
    window = Filter("datetime", "timestamp", ">=", NOW - DAY)
    order = Order("latency", descending=True)
    assert _ids(mixed, window, order=order) == ["slow", "quick", "bare"]
    assert _ids(mixed, order=Order("latency", descending=False)) == ["quick", "slow", "bare"]
