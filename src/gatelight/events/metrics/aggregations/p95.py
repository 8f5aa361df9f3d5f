"""`p95`: the 95th percentile."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.percentile import percentile

AGGREGATION = percentile(95)
