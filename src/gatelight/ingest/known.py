"""Rows the writer knows without asking the store: those on their way, and those written just now.

Updates mostly follow soon, so recent rows are kept within a byte limit. Rows on their way must be
known whatever their size: the store cannot find them yet.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow

_R = TypeVar("_R", ObservationRow, TraceRow, ScoreRow)

MAX_BYTES = 24 * 1024 * 1024
MAX_ROW_BYTES = 256 * 1024
_ROW_OVERHEAD = 3_000  # bytes a row takes besides its payload, measured with tracemalloc

Key = tuple[str, str]
"""Project id and entity id."""


class KnownRows(Generic[_R]):
    """`fly` and `get` belong to the preparing thread; `land` may come from the writing one."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._flying: dict[Key, _R] = {}
        self._recent: OrderedDict[Key, _R] = OrderedDict()
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> _R | None:
        row = self._flying.get(key)
        if row is None:
            row = self._recent.get(key)
            if row is not None:
                self._recent.move_to_end(key)
        return row

    def fly(self, key: Key, row: _R, *, keep: bool = True) -> None:
        """`row` is on its way; `keep` it afterwards, while there is room. Tombstones are not rows
        of their entity."""
        if row.is_deleted:
            return
        with self._lock:
            self._flying[key] = row
        self._drop(key)
        size = _size(row)
        if not keep or size > MAX_ROW_BYTES:
            return
        self._recent[key] = row
        self._bytes += size
        while self._bytes > self._max_bytes:
            _, oldest = self._recent.popitem(last=False)
            self._bytes -= _size(oldest)

    def land(self, key: Key, row: _R) -> None:
        """`row` is stored, unless a later one of the same entity is on its way already."""
        with self._lock:
            if self._flying.get(key) is row:
                del self._flying[key]

    def clear(self) -> None:
        self._flying.clear()
        self._recent.clear()
        self._bytes = 0

    def _drop(self, key: Key) -> None:
        row = self._recent.pop(key, None)
        if row is not None:
            self._bytes -= _size(row)


def _size(row: ObservationRow | TraceRow | ScoreRow) -> int:
    payload = 0 if isinstance(row, ScoreRow) else row.input_length + row.output_length
    return payload + _ROW_OVERHEAD
