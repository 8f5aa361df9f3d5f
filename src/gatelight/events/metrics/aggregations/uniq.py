"""`uniq`: how many different values there are, nulls left out; exact."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import ALL_KINDS, Aggregation, non_null
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    return f"uniqExact({non_null(column, kind)})"


AGGREGATION = Aggregation("uniq", ALL_KINDS, _to_sql)
