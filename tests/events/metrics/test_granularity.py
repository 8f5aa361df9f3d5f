from __future__ import annotations

import pytest
from tests.events.metrics.asking import DAY, HOUR, ask, metrics
from tests.store import NOW, Store

from gatelight.core.time import parse_iso, to_iso
from gatelight.events.metrics.granularity import (
    Granularity,
    automatic,
    bucket_start,
    buckets,
    count_buckets,
)
from gatelight.events.metrics.model import Window

ALL: tuple[Granularity, ...] = ("minute", "hour", "day", "week", "month")


@pytest.mark.parametrize(
    ("span", "granularity"),
    [
        (2 * HOUR - 1, "minute"),
        (2 * HOUR, "hour"),
        (72 * HOUR - 1, "hour"),
        (72 * HOUR, "day"),
        (60 * DAY - 1, "day"),
        (60 * DAY, "week"),
        (365 * DAY - 1, "week"),
        (365 * DAY, "month"),
    ],
)
def test_auto_follows_the_span(span: int, granularity: Granularity) -> None:
    assert automatic(Window(NOW, NOW + span)) == granularity


@pytest.mark.parametrize(
    ("granularity", "start"),
    [
        ("minute", "2026-05-28T20:26:00.000Z"),
        ("hour", "2026-05-28T20:00:00.000Z"),
        ("day", "2026-05-28T00:00:00.000Z"),
        ("week", "2026-05-25T00:00:00.000Z"),
        ("month", "2026-05-01T00:00:00.000Z"),
    ],
)
def test_the_engine_and_python_cut_time_alike(
    store: Store, granularity: Granularity, start: str
) -> None:
    store.observation()
    rows = ask(
        store,
        metrics=metrics("count_count"),
        timeDimension={"granularity": granularity},
        orderBy=[{"field": "time_dimension", "direction": "asc"}],
    )
    assert rows == [{"count_count": 1, "time_dimension": start}]
    assert to_iso(bucket_start(granularity, NOW)) == start


def test_months_have_their_own_lengths() -> None:
    window = Window(parse_iso("2024-01-31T12:00:00Z"), parse_iso("2024-04-01T00:00:00Z"))
    assert [to_iso(start)[:10] for start in buckets("month", window)] == [
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
        "2024-04-01",
    ]


@pytest.mark.parametrize("granularity", ALL)
def test_counting_buckets_never_counts_too_few(granularity: Granularity) -> None:
    window = Window(NOW - 100 * DAY, NOW)
    made = len(list(buckets(granularity, window)))
    assert made - 1 <= count_buckets(granularity, window) <= made


def test_buckets_cover_both_ends() -> None:
    window = Window(NOW, NOW + HOUR)
    starts = list(buckets("hour", window))
    assert starts[0] <= window.start
    assert starts[-1] <= window.end < starts[-1] + HOUR
