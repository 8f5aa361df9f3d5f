"""The aggregations by name, one file each."""

from __future__ import annotations

from gatelight.events.metrics.aggregations import (
    avg,
    count,
    histogram,
    max,
    min,
    p50,
    p75,
    p90,
    p95,
    p99,
    sum,
    uniq,
)
from gatelight.events.metrics.aggregations.model import Aggregation

AGGREGATIONS: dict[str, Aggregation] = {
    aggregation.name: aggregation
    for aggregation in (
        sum.AGGREGATION,
        avg.AGGREGATION,
        count.AGGREGATION,
        max.AGGREGATION,
        min.AGGREGATION,
        p50.AGGREGATION,
        p75.AGGREGATION,
        p90.AGGREGATION,
        p95.AGGREGATION,
        p99.AGGREGATION,
        histogram.AGGREGATION,
        uniq.AGGREGATION,
    )
}

__all__ = ["AGGREGATIONS", "Aggregation"]
