"""The `traces` view of v1: one row for each trace, with its observations and scores summed up."""

from __future__ import annotations

from gatelight.events.filters import FilterColumn
from gatelight.events.metrics.model import Dimension, Measure, View, by_name, measures_by_name
from gatelight.events.metrics.views.expressions import milliseconds
from gatelight.events.metrics.views.joins import trace_observations, trace_scores

_LATENCY = f"if(observed.observations = 0, NULL, {milliseconds('observed.first', 'observed.last')})"

V1 = View(
    name="traces",
    table="traces",
    alias="t",
    time="t.timestamp",
    dimensions=by_name(
        (
            Dimension("id", "t.id"),
            Dimension("name", "t.name"),
            Dimension("tags", "t.tags", "texts"),
            Dimension("userId", "t.user_id"),
            Dimension("sessionId", "t.session_id"),
            Dimension("release", "t.release"),
            Dimension("version", "t.version"),
            Dimension("environment", "t.environment"),
            Dimension("timestampMonth", "formatDateTime(t.timestamp, '%Y-%m')"),
        )
    ),
    measures=measures_by_name(
        (
            Measure("count", "1", unit="traces"),
            Measure(
                "observationsCount",
                "observed.observations",
                unit="observations",
                source="observations",
            ),
            Measure("scoresCount", "scored.scores", unit="scores", source="scores"),
            Measure("uniqueUserIds", "t.user_id", "text", "users"),
            Measure("uniqueSessionIds", "t.session_id", "text", "sessions"),
            Measure("latency", _LATENCY, unit="millisecond", source="observations"),
            Measure("totalTokens", "observed.tokens", unit="tokens", source="observations"),
            Measure("totalCost", "observed.cost", "money", "USD", "observations"),
        )
    ),
    joins={"observations": trace_observations, "scores": trace_scores},
    filters=(
        FilterColumn("timestamp", "datetime", "t.timestamp"),
        FilterColumn("metadata", "map", "t.metadata"),
        FilterColumn("traceName", "text", "t.name"),
        FilterColumn("traceId", "text", "t.id"),
    ),
)
