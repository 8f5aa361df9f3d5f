"""`avg`: the mean of the values that are not null; null when there are none."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import NUMERIC, Aggregation, as_number
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    return f"avg({as_number(column, kind)})"


AGGREGATION = Aggregation("avg", NUMERIC, _to_sql)
