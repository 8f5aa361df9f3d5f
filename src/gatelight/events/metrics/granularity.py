"""How fine a time series is: the bucket sizes, their SQL, and the choice for `auto`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from gatelight.core.time import Micros, from_datetime, to_datetime
from gatelight.events.metrics.model import Window

Granularity = Literal["minute", "hour", "day", "week", "month"]

GRANULARITIES: tuple[str, ...] = ("auto", "minute", "hour", "day", "week", "month")

_MINUTE: Micros = 60_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_STEPS: dict[str, Micros] = {"minute": _MINUTE, "hour": _HOUR, "day": _DAY, "week": 7 * _DAY}
_MONDAY = 4 * _DAY  # 1970-01-05, the first Monday after the epoch

_FUNCTIONS: dict[str, str] = {
    "minute": "toStartOfMinute",
    "hour": "toStartOfHour",
    "day": "toStartOfDay",
    "week": "toMonday",
    "month": "toStartOfMonth",
}


def automatic(window: Window) -> Granularity:
    """Under 2 hours minutes, under 72 hours hours, under 60 days days, under 365 weeks, else
    months."""
    span = window.end - window.start
    if span < 2 * _HOUR:
        return "minute"
    if span < 72 * _HOUR:
        return "hour"
    if span < 60 * _DAY:
        return "day"
    if span < 365 * _DAY:
        return "week"
    return "month"


def bucket_sql(granularity: Granularity, time: str) -> str:
    """Start of the bucket (UTC; weeks begin on Monday) as seconds since the epoch."""
    return f"toUnixTimestamp(toDateTime({_FUNCTIONS[granularity]}({time}), 'UTC'))"


def bucket_start(granularity: Granularity, time: Micros) -> Micros:
    """Start of the bucket that holds `time`."""
    if granularity == "month":
        first = to_datetime(time).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return from_datetime(first)
    step = _STEPS[granularity]
    origin = _MONDAY if granularity == "week" else 0
    return (time - origin) // step * step + origin


def buckets(granularity: Granularity, window: Window) -> Iterator[Micros]:
    """Starts of every bucket the window touches, oldest first."""
    current = bucket_start(granularity, window.start)
    while current <= window.end:
        yield current
        if granularity == "month":
            later = to_datetime(current) + timedelta(days=32)
            current = bucket_start(granularity, from_datetime(later))
        else:
            current += _STEPS[granularity]


def count_buckets(granularity: Granularity, window: Window) -> int:
    """How many buckets the window touches, at least (months count as 31 days)."""
    step = _STEPS.get(granularity, 31 * _DAY)
    return (window.end - bucket_start(granularity, window.start)) // step + 1
