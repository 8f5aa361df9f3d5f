"""Periods of budgets: calendar days, weeks from Monday, months, in UTC; and all time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


def first_day(period: Period, now: datetime) -> date:
    """The first day of the period that `now` is in."""
    today = now.astimezone(UTC).date()
    match period:
        case Period.DAY:
            return today
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)
        case Period.TOTAL:
            return date.min


def resets_at(period: Period, now: datetime) -> datetime | None:
    """When the next period begins; None for all time, which never does."""
    if period is Period.TOTAL:
        return None
    first = first_day(period, now)
    if period is Period.MONTH:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    else:
        following = first + timedelta(days=1 if period is Period.DAY else 7)
    return datetime(following.year, following.month, following.day, tzinfo=UTC)
