from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.store import NOW, SECOND, Store

from gatelight.core.time import MIN_MICROS
from gatelight.events.filters import Filter
from gatelight.events.paging import Page
from gatelight.events.reading import DAY, HOUR
from gatelight.events.traces import (
    Order,
    TraceKey,
    begin_of_page,
    find_page,
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
    assert find_page(store.engine, store.project_id, [], Order(), Page(1, 2), NOW)[1] == 6


@pytest.mark.parametrize("column", ["timestamp", "name"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_and_their_total(store: Store, column: str, descending: bool) -> None:
    store.add(
        traces=[
            store.trace_row(id=str(n), name=str(n), timestamp=NOW - (4 - n) * DAY) for n in range(5)
        ]
    )
    expected = ["4", "3", "2", "1", "0"] if descending else ["0", "1", "2", "3", "4"]
    for number in (1, 2, 3, 4, 40):
        page = Page(number, 2)
        order = Order(column, descending)
        keys, total = find_page(store.engine, store.project_id, [], order, page, NOW)
        assert ([key.id for key in keys], total) == (expected[page.offset : page.end], 5)


@pytest.mark.parametrize(
    "ages",
    [
        [0, 1, 2, 3, 5, 6, 7, 8, 9],
        [0, 1, 2, 3, 305, 306, 307, 308, 309],
        [0, 1, 2, 3, 4, 5, 6, 7, 8],  # one in the very middle
        [-400, -1, 0, 1, 2, 3, 4, 5, 6],  # and in the future
    ],
)
def test_pages_pass_from_the_newer_half_of_the_time_to_the_older(
    store: Store, ages: list[int]
) -> None:
    store.add(traces=[store.trace_row(id=str(age), timestamp=NOW - age * DAY) for age in ages])
    expected = [str(age) for age in ages]
    for limit in range(1, 10):
        for number in range(1, 11):
            page = Page(number, limit)
            keys, total = find_page(store.engine, store.project_id, [], Order(), page, NOW)
            assert ([key.id for key in keys], total) == (expected[page.offset : page.end], 9)


@pytest.mark.long
def test_a_total_is_exact_where_a_page_could_be_found_without_reading_all(store: Store) -> None:
    count, parts = 60_000, 3
    for part in range(parts):
        store.engine.command(
            "INSERT INTO traces (project_id, id, timestamp, name, row_version) "
            "SELECT {project:String}, concat({part:String}, '-', toString(number)), "
            "fromUnixTimestamp64Micro({now:Int64} - number * 60000000, 'UTC'), "
            "toString(number % 7), 1 FROM numbers({count:UInt64})",
            {"project": store.project_id, "part": str(part), "now": NOW, "count": count},
        )
    for column in ("timestamp", "name", "id"):
        for descending in (True, False):
            for number in (1, 500):
                order, page = Order(column, descending), Page(number, 10)
                keys, total = find_page(store.engine, store.project_id, [], order, page, NOW)
                assert (len(keys), total) == (10, parts * count)
    item = Filter("string", "name", "=", "3")
    _, total = find_page(store.engine, store.project_id, [item], Order(), Page(1, 10), NOW)
    assert total == parts * len(range(3, count, 7))


@pytest.mark.parametrize("old", [NOW - 2 * HOUR, NOW + 2 * HOUR])
def test_a_row_that_has_moved_is_read_at_its_new_place(store: Store, old: int) -> None:
    new = NOW
    store.trace(id="t", name="before", timestamp=old, row_version=1)
    store.add(
        traces=[
            store.trace_row(id="t", name="after", timestamp=new, row_version=2),
            store.trace_row(id="t", timestamp=old, row_version=2, is_deleted=True),
        ]
    )
    keys = [TraceKey("t", old), TraceKey("t", new)]
    rows = trace_rows(store.engine, store.project_id, keys, payload=False)
    assert {row.name for row in rows} == {"after"}
    gone = trace_rows(store.engine, store.project_id, keys[:1], payload=False)
    assert gone == []


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


def test_what_a_list_says_of_observations_is_read_off_a_projection(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newest versions only, without what was deleted, and without the table itself. Of a trace that
    lies in small parts alone, the store reads those instead."""
    for version in (1, 2):
        store.engine.command(
            "INSERT INTO observations (project_id, trace_id, id, start_time, total_cost, "
            "row_version, is_deleted) SELECT {project:String}, toString(intDiv(number, 2)), "
            "toString(number), fromUnixTimestamp64Micro({now:Int64} - number * 60000000, 'UTC'), "
            "{cost:Decimal(38, 12)}, {version:UInt64}, "
            "{version:UInt64} = 2 AND number = 15 "
            "FROM numbers(20000)",
            {"project": store.project_id, "now": NOW, "version": version, "cost": Decimal(version)},
        )
    asked = []
    read = store.engine.columns

    def note(sql: str, parameters: dict[str, Any]) -> Any:
        asked.append((sql, parameters))
        return read(sql, parameters)

    monkeypatch.setattr(store.engine, "columns", note)
    summary = trace_summaries(store.engine, store.project_id, ["7"])["7"]
    assert (summary.observation_ids, summary.total_cost) == (["14"], Decimal(2))
    ((sql, parameters),) = asked
    plan = " ".join(row["explain"] for row in store.engine.query(f"EXPLAIN {sql}", parameters))
    assert "ReadFromMergeTree (summary_by_trace)" in plan


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
    page = find_page(mixed.engine, mixed.project_id, [item], Order(), Page(1, 1), NOW)
    assert page[1] == len(expected)


def test_worst_level(mixed: Store) -> None:
    assert _ids(mixed, Filter("stringOptions", "level", "any of", ["ERROR"])) == ["slow"]
    assert _ids(mixed, Filter("stringOptions", "level", "any of", ["WARNING"])) == []


def test_order_by_what_observations_add_up_to(mixed: Store) -> None:
    window = Filter("datetime", "timestamp", ">=", NOW - DAY)
    order = Order("latency", descending=True)
    assert _ids(mixed, window, order=order) == ["slow", "quick", "bare"]
    assert _ids(mixed, order=Order("latency", descending=False)) == ["quick", "slow", "bare"]


def test_a_list_adds_up_what_began_from_a_day_before_its_traces(store: Store) -> None:
    places = {"long before": -2 * DAY, "before": -23 * HOUR, "there": 0, "after": 40 * DAY}
    store.trace(id="t", timestamp=NOW)
    for name, away in places.items():
        store.observation(id=name, trace_id="t", start_time=NOW + away)
    engine, project_id = store.engine, store.project_id
    whole = trace_summaries(engine, project_id, ["t"])["t"]
    assert whole.observation_ids == list(places)
    listed = trace_summaries(engine, project_id, ["t"], begin_of_page([NOW]))["t"]
    assert listed.observation_ids == list(places)[1:]
    assert begin_of_page([NOW, NOW + DAY]) == NOW - DAY
    assert begin_of_page([]) == MIN_MICROS
