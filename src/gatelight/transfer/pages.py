"""Walking the source's lists: by offset within windows of time, or by cursor.

Lists by offset get slow far from their start, so time is halved until a window has few rows; the
windows are also what an interrupted copy resumes at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from gatelight.core.time import Micros, to_iso
from gatelight.transfer.wire import CallError, Wire

Row = dict[str, Any]
Item = TypeVar("Item")

WINDOW_ROWS = 5000
SHORTEST_WINDOW: Micros = 60_000_000
SIZES = (100, 50, 25, 5, 1)
"""Rows a page, each a divisor of the one before: a page that is too much is asked for in parts."""
MILLISECOND: Micros = 1000


@dataclass(frozen=True, slots=True)
class List:
    """A list of the source: `path` below `/api/public`, the names of its time parameters (empty:
    it has none) and what else is asked."""

    path: str
    low: str = ""
    high: str = ""
    params: tuple[tuple[str, str], ...] = ()

    def between(self, low: Micros, high: Micros) -> dict[str, str]:
        given = dict(self.params)
        if self.low:
            given |= {self.low: to_iso(low), self.high: to_iso(high)}
        return given


@dataclass(frozen=True, slots=True)
class Window:
    low: Micros
    high: Micros
    rows: int


def count(wire: Wire, wanted: List, low: Micros, high: Micros) -> int:
    """How many rows a list by offset has. Raises CallError."""
    answer = wire.get(wanted.path, **wanted.between(low, high), page=1, limit=1)
    return int(_meta(answer).get("totalItems", len(answer["data"])))


def windows(wire: Wire, wanted: List, low: Micros, high: Micros) -> Iterator[Window]:
    """Windows that together have every row from `low` to `high`, oldest first; empty ones are left
    out. Raises CallError."""
    waiting = [(low, high)]
    while waiting:
        start, end = waiting.pop()
        if start >= end:
            continue
        rows = count(wire, wanted, start, end)
        if rows > WINDOW_ROWS and end - start > SHORTEST_WINDOW:
            middle = (start + end) // 2 // MILLISECOND * MILLISECOND
            waiting += [(middle, end), (start, middle)]
        elif rows:
            yield Window(start, end, rows)


def offset_pages(
    wire: Wire,
    wanted: List,
    low: Micros = 0,
    high: Micros = 0,
    unreadable: Callable[[str], None] | None = None,
) -> Iterator[list[Row]]:
    """The list's rows, page by page, newest first as the source sends them.

    A page the source cannot make is asked for in smaller ones; a single row it cannot send is told
    to `unreadable` and left out. Raises CallError.
    """
    offset, size, total = 0, 0, 1
    while offset < total:
        limit = SIZES[size]
        try:
            answer = wire.get(
                wanted.path, **wanted.between(low, high), page=offset // limit + 1, limit=limit
            )
        except CallError as error:
            if not error.is_too_much:
                raise
            if size + 1 < len(SIZES):
                size += 1
            elif unreadable is None or total <= 1:
                raise
            else:
                unreadable(str(error))
                offset += 1
            continue
        rows = answer["data"]
        total = int(_meta(answer).get("totalItems", offset + len(rows)))
        offset += limit
        if rows:
            yield rows
        if size and offset % SIZES[size - 1] == 0:
            size -= 1


def oldest_first(wire: Wire, wanted: List) -> Iterator[Row]:
    """Rows of a list by offset that has no times, from its last page to its first.

    Raises CallError.
    """
    limit = SIZES[0]
    total = count(wire, wanted, 0, 0)
    for page in range(-(-total // limit), 0, -1):
        yield from _reversed_page(wire, wanted, page, 0)


def _reversed_page(wire: Wire, wanted: List, page: int, size: int) -> Iterator[Row]:
    limit = SIZES[size]
    try:
        answer = wire.get(wanted.path, **wanted.between(0, 0), page=page, limit=limit)
    except CallError as error:
        if not error.is_too_much or size + 1 == len(SIZES):
            raise
        parts = limit // SIZES[size + 1]
        for part in reversed(range(parts)):
            yield from _reversed_page(wire, wanted, (page - 1) * parts + part + 1, size + 1)
    else:
        yield from reversed(answer["data"])


def cursor_pages(
    wire: Wire,
    path: str,
    params: dict[str, Any],
    cursor: str = "",
    limit: int = SIZES[0],
) -> Iterator[tuple[list[Row], str]]:
    """Pages of a list by cursor with the cursor of the next one ("" after the last).

    Raises CallError, also for a single row the source cannot send: there is no way around it.
    """
    size = limit
    while True:
        try:
            answer = wire.get(path, **params, cursor=cursor or None, limit=size)
        except CallError as error:
            if not error.is_too_much or size == 1:
                raise
            size = max(1, size // 4)
            continue
        cursor = str(_meta(answer).get("cursor") or "")
        yield answer["data"], cursor
        if not cursor:
            return
        size = min(limit, size * 2)


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items; the next one is fetched while one is worked on."""
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item  # type: ignore[misc]


def _meta(answer: Row) -> Row:
    meta = answer.get("meta")
    return meta if isinstance(meta, dict) else {}
