"""Newest rows first, slice by slice, for filters that read payload: a search that finds little
would otherwise read everything at once. It stops at a deadline and says how far it came."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from gatelight.core.time import MIN_MICROS, Micros
from gatelight.events.explore.selection import Selection
from gatelight.events.filters import Filter
from gatelight.events.reading import DAY, HOUR

FIRST = 2 * HOUR
LONGEST = 30 * DAY
PATIENCE = 6.0
"""Seconds after which no further slice is begun."""
_QUICK = 0.5

Key = TypeVar("Key")


class Found(NamedTuple, Generic[Key]):
    """`reached`: everything from there on was searched; None when all of the window was."""

    keys: list[Key]
    reached: Micros | None


def reads_payload(selection: Selection) -> bool:
    """Whether a filter looks into input, output or metadata."""
    columns = selection.columns
    return any(
        columns.find(item.column).kind in ("content", "map")
        or columns.find(item.column).id in ("input", "output")
        for item in selection.filters
    )


def newest_slices(
    selection: Selection,
    limit: int,
    newest: Micros,
    oldest: Micros,
    find: Callable[[Sequence[Filter], int], list[Key]],
) -> Found[Key]:
    """At most `limit` keys. `find` reads one slice: filters with the slice's times, and a limit.

    Slices grow while they are quick.
    """
    low, high = selection.window
    low, end = max(low, oldest), min(high, newest + 1)
    column = selection.columns.time
    keys: list[Key] = []
    length = FIRST
    begun = time.monotonic()
    while end > low:
        start = max(end - length, low, MIN_MICROS)
        before = time.monotonic()
        part = [
            *selection.filters,
            Filter("datetime", column, ">=", start),
            Filter("datetime", column, "<", end),
        ]
        keys += find(part, limit - len(keys))
        end = start
        if len(keys) >= limit:
            return Found(keys, end)
        now = time.monotonic()
        if end > low and now - begun > PATIENCE:
            return Found(keys, end)
        if now - before < _QUICK:
            length = min(length * 4, LONGEST)
    return Found(keys, None)
