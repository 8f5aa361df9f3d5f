"""Rows written a moment ago, kept in memory within a byte limit: updates mostly follow soon."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from gatelight.events.rows import ObservationRow, TraceRow

_R = TypeVar("_R", ObservationRow, TraceRow)

MAX_BYTES = 24 * 1024 * 1024
MAX_ROW_BYTES = 256 * 1024
_ROW_OVERHEAD = 3_000  # bytes a row takes besides its payload, measured with tracemalloc


class RecentRows(Generic[_R]):
    """Least recently used rows go first. Large rows are not kept."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._rows: OrderedDict[tuple[str, str], _R] = OrderedDict()
        self._max_bytes = max_bytes
        self._bytes = 0

    @staticmethod
    def _size(row: _R) -> int:
        return row.input_length + row.output_length + _ROW_OVERHEAD

    def get(self, key: tuple[str, str]) -> _R | None:
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def keep(self, key: tuple[str, str], row: _R) -> None:
        self.forget(key)
        size = self._size(row)
        if row.is_deleted or size > MAX_ROW_BYTES:
            return
        self._rows[key] = row
        self._bytes += size
        while self._bytes > self._max_bytes:
            _, oldest = self._rows.popitem(last=False)
            self._bytes -= self._size(oldest)

    def forget(self, key: tuple[str, str]) -> None:
        row = self._rows.pop(key, None)
        if row is not None:
            self._bytes -= self._size(row)

    def clear(self) -> None:
        self._rows.clear()
        self._bytes = 0
