"""Rows to the event store: Python rows become typed Arrow columns, inserted and on disk on return.

Typed columns, never JSON text: a bare integer for a time in JSON changed its meaning between
ClickHouse versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

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


def _empty(column: Column) -> pa.Scalar | None:
    """What a row holds that says nothing here; None where an empty value is a statement."""
    if column.nullable or column.arrow == MICROS:
        return None
    if pa.types.is_string(column.arrow):
        return pa.scalar("", column.arrow)
    if pa.types.is_integer(column.arrow):
        return pa.scalar(0, column.arrow)
    return pa.scalar([], column.arrow)


_EMPTY = {
    (column.name, column.arrow): _empty(column)
    for column in (
        *OBSERVATION_COLUMNS,
        *TRACE_COLUMNS,
        *SCORE_COLUMNS,
        *LOG_RECORD_COLUMNS,
        *METRIC_POINT_COLUMNS,
    )
}


def _values(values: list[Any], column: Column) -> list[Any]:
    if pa.types.is_map(column.arrow):
        return [list(value.items()) for value in values]
    if column.arrow == _FLAG:
        return list(map(int, values))
    return values


def _clean(value: Any) -> Any:
    """Text that no UTF-8 can carry (lone surrogates) with those characters replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return type(value)(_clean(part) for part in value)
    return value


def _array(rows: Sequence[Any], column: Column) -> pa.Array:
    given = list(map(attrgetter(column.name), rows))
    if not any(given):  # most columns of most inserts: one value repeated is cheaper than many
        if (empty := _EMPTY[column.name, column.arrow]) is not None:
            return pa.repeat(empty, len(given))
        if given.count(None) == len(given):
            return pa.nulls(len(given), column.arrow)
    values = _values(given, column)
    try:
        return pa.array(values, column.arrow)
    except UnicodeEncodeError:
        return pa.array([_clean(value) for value in values], column.arrow)


def _table(rows: Iterable[Any], columns: Sequence[Column]) -> pa.Table:
    rows = list(rows)
    return pa.table(
        [_array(rows, column) for column in columns], names=[column.name for column in columns]
    )


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
