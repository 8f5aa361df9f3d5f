"""What the percentiles share: interpolated between neighbours; exact up to 8192 values a group,
beyond that from a sample of that size, so memory stays bounded."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.model import NUMERIC, Aggregation, as_number
from gatelight.events.metrics.model import MeasureKind


def percentile(percent: int) -> Aggregation:
    """The value below which `percent` of the values lie; null when there are none."""

    def to_sql(column: str, kind: MeasureKind) -> str:
        return f"quantile({percent / 100})({as_number(column, kind)})"

    return Aggregation(f"p{percent}", NUMERIC, to_sql)
