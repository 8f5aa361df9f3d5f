"""Answers a checked question: rows of JSON values, in the asked order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from gatelight.core.time import Micros, to_iso
from gatelight.errors import Unprocessable
from gatelight.events.engine import EventEngine
from gatelight.events.filters import Kind
from gatelight.events.metrics.aggregations.histogram import Bins, heights
from gatelight.events.metrics.gaps import Row, fill_gaps
from gatelight.events.metrics.granularity import bucket_start
from gatelight.events.metrics.model import Window
from gatelight.events.metrics.query import TIME_KEY, MetricsQuery
from gatelight.events.metrics.sql import Statement, answer_sql, histograms, ranges_sql
from gatelight.events.together import together

LARGEST_ANSWER = 100_000
"""Rows of an answer to a question without a limit."""


def run_query(engine: EventEngine, project_id: str, query: MetricsQuery) -> list[Row]:
    """One object for each row: dimensions by name, metrics as `<aggregation>_<measure>`, and
    `time_dimension` (start of the bucket, ISO 8601).

    Raises Unprocessable when a question without a limit has too many rows, or is too heavy;
    InvalidRequest for a filter that does not fit the view.
    """
    bins = _bins(engine, project_id, query)
    limit = LARGEST_ANSWER + 1 if query.limit is None else query.limit

    def answer(part: MetricsQuery) -> list[tuple[Micros, Row]]:
        statement = answer_sql(part, project_id, bins, limit)
        found = engine.query(statement.sql, statement.params.values)
        return [_row(part, statement, bins, row) for row in found]

    if halves := _halves(query):
        earlier, later = halves
        first, second = together(lambda: answer(earlier), lambda: answer(later))
        rows = first + second
    else:
        rows = answer(query)
    if query.limit is None and len(rows) > LARGEST_ANSWER:
        raise Unprocessable(
            f"The answer has more than {LARGEST_ANSWER} rows: set config.row_limit, "
            "ask for fewer dimensions or for a shorter time"
        )
    return list(islice(_in_time(query, iter(rows)), query.limit))


def _halves(query: MetricsQuery) -> tuple[MetricsQuery, MetricsQuery] | None:
    """The same question about the time before and since the bucket in the middle of its window; the
    rows of the one follow those of the other. None for rows that are not by time, or in another
    order."""
    if query.granularity is None or query.order:
        return None
    start, end = query.window.start, query.window.end
    middle = bucket_start(query.granularity, (start + end) // 2)
    if middle <= start:
        return None
    return (
        replace(query, window=Window(start, middle - 1)),
        replace(query, window=Window(middle, end)),
    )


def _bins(engine: EventEngine, project_id: str, query: MetricsQuery) -> dict[str, Bins]:
    if not histograms(query):
        return {}
    statement = ranges_sql(query, project_id)
    (found,) = engine.query(statement.sql, statement.params.values)
    return {
        key: Bins(found[column][0] or 0.0, found[column][1] or 0.0, query.bins)
        for key, column in statement.columns.items()
    }


def _in_time(query: MetricsQuery, rows: Iterator[tuple[Micros, Row]]) -> Iterator[Row]:
    for bucket, row in fill_gaps(query, rows) if query.fills_gaps else rows:
        yield row | {TIME_KEY: to_iso(bucket)} if query.granularity else row


def _row(
    query: MetricsQuery, statement: Statement, bins: dict[str, Bins], found: Row
) -> tuple[Micros, Row]:
    row: Row = {
        dimension.name: _dimension_value(
            found[statement.columns[dimension.name]],
            "text" if dimension.explode else dimension.kind,
        )
        for dimension in query.dimensions
    }
    for metric in query.metrics:
        value = found[statement.columns[metric.key]]
        if metric in histograms(query):
            value = heights(value, bins[metric.key])
        elif isinstance(value, float) and math.isnan(value):
            value = None
        row[metric.key] = value
    return found.get("bucket", 0) * 1_000_000, row


def _dimension_value(value: Any, kind: Kind) -> Any:
    """Empty text is null on the wire; flags are true or false."""
    if kind == "flag":
        return None if value is None else bool(value)
    if kind == "text":
        return value or None
    return value
