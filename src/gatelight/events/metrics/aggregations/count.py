"""`count`: how many values are not null."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import ALL_KINDS, Aggregation, non_null
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    return f"count({non_null(column, kind)})"


AGGREGATION = Aggregation("count", ALL_KINDS, _to_sql)
