"""Time buckets without rows, answered with zeros so that a chart has no holes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gatelight.core.time import Micros
from gatelight.events.metrics.granularity import buckets
from gatelight.events.metrics.query import MetricsQuery

Row = dict[str, Any]


def fill_gaps(
    query: MetricsQuery, rows: Iterable[tuple[Micros, Row]]
) -> Iterator[tuple[Micros, Row]]:
    """`rows` (bucket start and row, oldest first) with a zero row for each bucket that has none:
    dimensions null, metrics at their aggregation's empty value."""
    if query.granularity is None:
        raise ValueError("a question without a time dimension has no gaps")
    empty: Row = {dimension.name: None for dimension in query.dimensions}
    empty |= {metric.key: metric.aggregation.gap for metric in query.metrics}
    waiting = iter(rows)
    current = next(waiting, None)
    for bucket in buckets(query.granularity, query.window):
        if current is None or current[0] > bucket:
            yield bucket, dict(empty)
        while current is not None and current[0] <= bucket:
            yield current
            current = next(waiting, None)
