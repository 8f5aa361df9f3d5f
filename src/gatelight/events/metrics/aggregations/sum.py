"""`sum`: the total; 0 when there is nothing to add. Money is added as decimals, exactly."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import NUMERIC, Aggregation
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    total = f"toFloat64(sum({column}))" if kind == "money" else f"sum({column})"
    return f"ifNull({total}, 0)"


AGGREGATION = Aggregation("sum", NUMERIC, _to_sql)
