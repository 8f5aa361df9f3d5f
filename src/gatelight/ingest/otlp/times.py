"""Span times: nanoseconds to the store's microseconds, with what senders get wrong put right."""

from __future__ import annotations

from gatelight.core.time import MAX_MICROS, Micros, parse_iso
from gatelight.ingest.conventions.values import parsed

Altered = list[str]
"""Sentences saying what of a span is stored otherwise than it was sent."""

_LAST = MAX_MICROS - 1


def span_times(start_ns: int, end_ns: int, now: Micros, altered: Altered) -> tuple[Micros, Micros]:
    """Start and end. A missing one copies the other, both missing are `now`."""
    start, end = start_ns // 1000, end_ns // 1000
    if not start and not end:
        altered.append("the span has no times; the time of arrival was taken")
        return now, now
    start, end = start or end, end or start
    if start > _LAST or end > _LAST:
        altered.append("a time after the year 2099 was set to the time of arrival")
        start = now if start > _LAST else start
        end = now if end > _LAST else end
    return start, max(start, end)


def iso_time(value: object, altered: Altered) -> Micros | None:
    """An ISO time, also as JSON text in quotes (the Python SDK sends `"\\"2026-…Z\\""`)."""
    if isinstance(value, str) and value.startswith('"'):
        value = parsed(value)
    if not isinstance(value, str) or not value:
        return None
    try:
        return parse_iso(value)
    except ValueError:
        altered.append(f"completion start time {value[:40]!r} is no time and was dropped")
        return None
