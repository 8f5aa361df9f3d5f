"""Results of the event store as Python rows, and the places rows are read at.

Times are microseconds everywhere in Python; the engine's own time zone never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from gatelight.core.time import Micros
from gatelight.events.columns import MICROS
from gatelight.events.engine import EventEngine, Row

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

WIDENING = (HOUR, DAY, 7 * DAY, 30 * DAY)
"""How far back a list of the newest rows looks before it looks at everything."""


def fetch(engine: EventEngine, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Rows as dicts: times as microseconds, maps as dicts."""
    table = engine.columns(sql, parameters)
    values = [_python_values(column) for column in table.columns]
    names = table.column_names
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _python_values(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        return list(column.cast(MICROS).cast(pa.int64()).to_pylist())
    values = column.to_pylist()
    if pa.types.is_map(column.type):
        return [dict(value or ()) for value in values]
    return list(values)


def newest_versions(rows: Iterable[Row], time: str, identity: Sequence[str]) -> list[Row]:
    """What FINAL would leave of rows, whose places are the minute of column `time` and the columns
    of `identity`: the newest version at each place, unless it says that nothing is there any more.
    An entity that has moved may have left two places among them; the newest of those is kept."""
    stored: dict[tuple[int, tuple[Any, ...]], Row] = {}
    for row in sorted(rows, key=_version):
        stored[row[time] // MINUTE, tuple(row[column] for column in identity)] = row
    newest: dict[tuple[Any, ...], Row] = {}
    for (_, entity), row in stored.items():
        known = newest.get(entity)
        if not row["is_deleted"] and (known is None or _version(known) <= _version(row)):
            newest[entity] = row
    return list(newest.values())


def _version(row: Row) -> int:
    version: int = row["row_version"]
    return version


def minutes_of(times: Iterable[Micros]) -> list[int]:
    """Distinct minutes in seconds since the epoch, for `toStartOfMinute(…) IN`."""
    return sorted({time // MINUTE * 60 for time in times})


def widening(low: Micros, newest: Micros) -> Iterator[Micros]:
    """Starts of ever wider windows that end now, the last one being `low`.

    A list of the newest rows mostly finds its page in the first: it then reads an hour instead of
    everything.
    """
    for span in WIDENING:
        if newest - span > low:
            yield newest - span
    yield low
