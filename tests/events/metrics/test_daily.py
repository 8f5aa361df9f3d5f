from __future__ import annotations

from decimal import Decimal

import pytest
from tests.events.metrics.asking import DAY, using
from tests.store import NOW, Store

from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.events.metrics.daily import DailySearch, DayUsage, daily_usage

EVERYTHING = DailySearch(MIN_MICROS, MAX_MICROS)


def days_of(store: Store, search: DailySearch = EVERYTHING) -> list[DayUsage]:
    days, _ = daily_usage(store.engine, store.project_id, search, 0, 50)
    return days


@pytest.fixture
def three_days(store: Store) -> Store:
    usage = {"input": 10, "input_cached_tokens": 5, "output": 3, "total": 18}
    for day in range(3):
        time = NOW - day * DAY
        store.trace(id=f"t{day}", timestamp=time, name="flow", user_id=f"u{day}")
        rows = [
            using(
                store,
                usage=usage,
                cost={"total": "0.1"},
                model=model,
                trace_id=f"t{day}",
                start_time=time,
                trace_name="flow",
                user_id=f"u{day}",
                environment="prod" if day else "default",
                tags=["x"],
            )
            for model in ("gpt", "gpt", "claude")
        ]
        rows.append(store.observation_row(trace_id=f"t{day}", start_time=time, user_id=f"u{day}"))
        store.add(observations=rows)
    return store


def test_newest_day_first_with_usage_by_model(three_days: Store) -> None:
    days = days_of(three_days)
    assert [day.day for day in days] == sorted((day.day for day in days), reverse=True)
    assert len(days) == 3
    today = days[0]
    assert (today.traces, today.observations, today.total_cost) == (1, 4, Decimal("0.3"))
    gpt, claude = today.models
    assert (gpt.model, gpt.input_usage, gpt.output_usage, gpt.total_usage) == ("gpt", 30, 6, 36)
    assert (gpt.observations, gpt.traces, gpt.total_cost) == (2, 1, Decimal("0.2"))
    assert (claude.model, claude.observations) == ("claude", 1)


def test_pages(three_days: Store) -> None:
    newest, total = daily_usage(three_days.engine, three_days.project_id, EVERYTHING, 0, 2)
    oldest, _ = daily_usage(three_days.engine, three_days.project_id, EVERYTHING, 2, 2)
    assert total == 3
    assert [day.day for day in newest + oldest] == [day.day for day in days_of(three_days)]
    assert oldest[0].models[0].total_usage == 36


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (DailySearch(MIN_MICROS, MAX_MICROS, user_id="u1"), 1),
        (DailySearch(MIN_MICROS, MAX_MICROS, trace_name="none"), 0),
        (DailySearch(MIN_MICROS, MAX_MICROS, tags=("x",)), 3),
        (DailySearch(MIN_MICROS, MAX_MICROS, tags=("x", "y")), 0),
        (DailySearch(MIN_MICROS, MAX_MICROS, environments=("prod", "test")), 2),
        (DailySearch(NOW - DAY, MAX_MICROS), 2),
        (DailySearch(MIN_MICROS, NOW - DAY), 1),
    ],
)
def test_filters(three_days: Store, search: DailySearch, found: int) -> None:
    assert sum(bool(day.models) for day in days_of(three_days, search)) == found


def test_a_day_with_traces_alone(store: Store) -> None:
    store.trace()
    (day,) = days_of(store)
    assert (day.traces, day.observations, day.models) == (1, 0, [])


def test_usage_without_a_model_is_kept(store: Store) -> None:
    store.add(observations=[using(store, usage={"total": 5})])
    (day,) = days_of(store)
    assert [(model.model, model.total_usage) for model in day.models] == [("", 5)]


def test_another_project_has_none(three_days: Store) -> None:
    assert days_of(Store(three_days.engine, "project-of-nobody")) == []
