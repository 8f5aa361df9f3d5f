"""`p50`: the median."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.percentile import percentile

AGGREGATION = percentile(50)
