"""`p99`: the 99th percentile."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.percentile import percentile

AGGREGATION = percentile(99)
