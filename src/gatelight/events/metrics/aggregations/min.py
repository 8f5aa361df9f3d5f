"""`min`: the smallest value; null when there is none."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import NUMERIC, Aggregation, as_number
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    return f"minOrNull({as_number(column, kind)})"


AGGREGATION = Aggregation("min", NUMERIC, _to_sql)
