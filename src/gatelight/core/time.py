"""Time as the event store keeps it: microseconds since the Unix epoch, UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

Micros = int
"""Microseconds since 1970-01-01T00:00:00Z."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
MIN_MICROS: Micros = 0
MAX_MICROS: Micros = 4_102_444_800_000_000  # 2100-01-01: the event store's months end there


class Clock(Protocol):
    """Source of the present moment; tests pass a fixed one."""

    def now(self) -> Micros: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Micros:
        return time.time_ns() // 1_000


def from_datetime(value: datetime) -> Micros:
    """`value` must carry a zone."""
    if value.tzinfo is None:
        raise ValueError("time without a zone")
    return (value - _EPOCH) // _MICROSECOND


def to_datetime(value: Micros) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def parse_iso(text: str) -> Micros:
    """ISO 8601 with a zone (`Z` or an offset) to microseconds.

    Raises ValueError when the text is no time, has no zone, or lies outside 1970..2100.
    """
    micros = from_datetime(datetime.fromisoformat(text.strip()))
    if not MIN_MICROS <= micros < MAX_MICROS:
        raise ValueError("time outside 1970..2100")
    return micros


def to_iso(value: Micros) -> str:
    """`2024-01-01T00:00:00.000Z`: milliseconds and `Z`, as the wire writes it."""
    return to_datetime(value).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value // 1000 % 1000:03d}Z"
