"""Rows to the event store: Python rows become typed Arrow columns, inserted and on disk on return.

Typed columns, never JSON text: a bare integer for a time in JSON changed its meaning between
ClickHouse versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import msgspec
import pyarrow as pa

from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.events.columns import (
    LOG_RECORD_COLUMNS,
    METRIC_POINT_COLUMNS,
    MICROS,
    OBSERVATION_COLUMNS,
    SCORE_COLUMNS,
    TRACE_COLUMNS,
    Column,
)
from gatelight.events.engine import EventEngine
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow

_FLAG = pa.uint8()


def _clean(value: Any) -> Any:
    """Text that no UTF-8 can carry (lone surrogates) with those characters replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return type(value)(_clean(part) for part in value)
    return value


def _plain(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_clean(value) for value in values], kind)


def _map(values: Sequence[dict[str, Any]], kind: pa.MapType) -> pa.Array:
    """Keys and items laid flat, with offsets: cheaper than a list of pairs for every row."""
    return pa.MapArray.from_arrays(
        pa.array(accumulate(map(len, values), initial=0), pa.int32()),
        _plain([key for value in values for key in value], kind.key_type),
        _plain([item for value in values for item in value.values()], kind.item_type),
    )


def _silent(count: int, column: Column) -> pa.Array | None:
    """The column where no row says anything: one value repeated is cheaper than many. None where
    an empty value is a statement of its own (a number that could be null)."""
    kind = column.arrow
    if isinstance(kind, pa.MapType):
        return _map([{}] * count, kind)
    if isinstance(kind, pa.ListType):
        offsets = pa.repeat(pa.scalar(0, pa.int32()), count + 1)
        return pa.ListArray.from_arrays(offsets, pa.array([], kind.value_type))
    if column.nullable or kind == MICROS:
        return None
    return pa.repeat(pa.scalar("" if pa.types.is_string(kind) else 0, kind), count)


def _array(values: Sequence[Any], column: Column) -> pa.Array:
    if not any(values):
        if (silent := _silent(len(values), column)) is not None:
            return silent
        if values.count(None) == len(values):
            return pa.nulls(len(values), column.arrow)
    if isinstance(column.arrow, pa.MapType):
        return _map(values, column.arrow)
    if column.arrow == _FLAG:
        return pa.array(list(map(int, values)), _FLAG)
    return _plain(values, column.arrow)


def _table(rows: Iterable[msgspec.Struct], columns: Sequence[Column]) -> pa.Table:
    """`rows` have a field for each column, in the same order."""
    by_column = list(zip(*map(msgspec.structs.astuple, rows), strict=True)) or [()] * len(columns)
    arrays = [_array(values, column) for values, column in zip(by_column, columns, strict=True)]
    return pa.table(arrays, names=[column.name for column in columns])


def observation_table(rows: Iterable[ObservationRow]) -> pa.Table:
    return _table(rows, OBSERVATION_COLUMNS)


def trace_table(rows: Iterable[TraceRow]) -> pa.Table:
    return _table(rows, TRACE_COLUMNS)


def score_table(rows: Iterable[ScoreRow]) -> pa.Table:
    return _table(rows, SCORE_COLUMNS)


def log_record_table(rows: Iterable[LogRecord]) -> pa.Table:
    return _table(rows, LOG_RECORD_COLUMNS)


def metric_point_table(rows: Iterable[MetricPoint]) -> pa.Table:
    return _table(rows, METRIC_POINT_COLUMNS)


def insert_rows(
    engine: EventEngine,
    *,
    observations: Sequence[ObservationRow] = (),
    traces: Sequence[TraceRow] = (),
    scores: Sequence[ScoreRow] = (),
    log_records: Sequence[LogRecord] = (),
    metric_points: Sequence[MetricPoint] = (),
) -> None:
    """Insert complete rows as they are; returns when all are on disk.

    Raises pyarrow.ArrowInvalid or OverflowError when a value does not fit its column.
    """
    tables = (
        ("traces", trace_table(traces) if traces else None),
        ("observations", observation_table(observations) if observations else None),
        ("scores", score_table(scores) if scores else None),
        ("log_records", log_record_table(log_records) if log_records else None),
        ("metric_points", metric_point_table(metric_points) if metric_points else None),
    )
    for name, table in tables:
        if table is not None:
            engine.insert(name, table)
