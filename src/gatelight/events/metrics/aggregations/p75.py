"""`p75`: the 75th percentile."""

from __future__ import annotations

from gatelight.events.metrics.aggregations.percentile import percentile

AGGREGATION = percentile(75)
