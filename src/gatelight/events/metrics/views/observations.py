"""The `observations` views: one row for each observation. Trace attributes are its own columns."""

from __future__ import annotations

from gatelight.events.filters import FilterColumn
from gatelight.events.metrics.model import (
    Dimension,
    Measure,
    Pair,
    View,
    by_name,
    high_cardinality,
    measures_by_name,
)
from gatelight.events.metrics.views.expressions import (
    keys_sum,
    milliseconds,
    per_second,
)
from gatelight.events.metrics.views.joins import observation_scores

_LATENCY = milliseconds("o.start_time", "o.end_time")
_STREAMING = milliseconds("o.completion_start_time", "o.end_time")
_OUTPUT = keys_sum("o.usage_details", "output")
_TOTAL = "o.total_tokens"

_DIMENSIONS = by_name(
    (
        Dimension("id", "o.id"),
        Dimension("traceId", "o.trace_id"),
        Dimension("traceName", "o.trace_name"),
        Dimension("environment", "o.environment"),
        Dimension("parentObservationId", "o.parent_observation_id"),
        Dimension("type", "o.type"),
        Dimension("name", "o.name"),
        Dimension("level", "o.level"),
        Dimension("version", "o.version"),
        Dimension("tags", "o.tags", "texts"),
        Dimension("providedModelName", "o.model"),
        Dimension("promptName", "o.prompt_name"),
        Dimension("promptVersion", "o.prompt_version", "number"),
        Dimension("userId", "o.user_id"),
        Dimension("sessionId", "o.session_id"),
        Dimension("traceRelease", "o.release"),
        Dimension("traceVersion", "o.trace_version"),
        Dimension("startTimeMonth", "formatDateTime(o.start_time, '%Y-%m')"),
        Dimension("toolNames", "mapKeys(o.tool_definitions)", explode=True),
        Dimension("calledToolNames", "o.tool_call_names", explode=True),
        Dimension("gatewayKeyAlias", "o.gateway_key_alias"),
        Dimension("gatewayTeamAlias", "o.gateway_team_alias"),
        Dimension("gatewayUserId", "o.gateway_user_id"),
    )
)

_MEASURES = measures_by_name(
    (
        Measure("count", "1", unit="observations"),
        Measure("latency", _LATENCY, unit="millisecond"),
        Measure("streamingLatency", _STREAMING, unit="millisecond"),
        Measure("inputTokens", keys_sum("o.usage_details", "input"), unit="tokens"),
        Measure("outputTokens", _OUTPUT, unit="tokens"),
        Measure("totalTokens", _TOTAL, unit="tokens"),
        Measure("outputTokensPerSecond", per_second(_OUTPUT, _STREAMING), unit="tokens/s"),
        Measure("tokensPerSecond", per_second(_TOTAL, _LATENCY), unit="tokens/s"),
        Measure("inputCost", keys_sum("o.cost_details", "input"), "money", "USD"),
        Measure("outputCost", keys_sum("o.cost_details", "output"), "money", "USD"),
        Measure("totalCost", "o.total_cost", "money", "USD"),
        Measure(
            "timeToFirstToken",
            milliseconds("o.start_time", "o.completion_start_time"),
            unit="millisecond",
        ),
        Measure("countScores", "scored.scores", unit="scores", source="scores"),
        Measure("toolDefinitions", "length(mapKeys(o.tool_definitions))", unit="tools"),
        Measure("toolCalls", "length(o.tool_calls)", unit="calls"),
    )
)

_V2_DIMENSIONS = high_cardinality(
    _DIMENSIONS
    | by_name(
        (
            Dimension("isRootObservation", "(o.is_root OR o.is_app_root)", "flag"),
            Dimension("release", "o.release"),
            Dimension("costType", "cost_pair.1", pair="cost"),
            Dimension("usageType", "usage_pair.1", pair="usage"),
            Dimension("experimentName", "o.experiment['name']"),
            Dimension("experimentId", "o.experiment['id']"),
            Dimension("experimentDatasetId", "o.experiment['dataset.id']"),
        )
    ),
    (
        "id",
        "traceId",
        "userId",
        "sessionId",
        "gatewayUserId",
        "parentObservationId",
        "experimentName",
        "experimentId",
        "experimentDatasetId",
    ),
)

_V2_MEASURES = _MEASURES | measures_by_name(
    (
        Measure("traceId", "o.trace_id", "text", "traces"),
        Measure("uniqueUserIds", "o.user_id", "text", "users"),
        Measure("uniqueSessionIds", "o.session_id", "text", "sessions"),
        Measure("costByType", "cost_pair.2", "money", "USD", pair="cost"),
        Measure("usageByType", "usage_pair.2", unit="tokens", pair="usage"),
    )
)

_FILTERS = (
    FilterColumn("startTime", "datetime", "o.start_time", ("timestamp",)),
    FilterColumn("metadata", "map", "o.metadata"),
)

V1 = View(
    name="observations",
    table="observations",
    alias="o",
    time="o.start_time",
    dimensions=_DIMENSIONS,
    measures=_MEASURES,
    joins={"scores": observation_scores},
    filters=(*_FILTERS, FilterColumn("release", "text", "o.release")),
)

V2 = View(
    name="observations",
    table="observations",
    alias="o",
    time="o.start_time",
    dimensions=_V2_DIMENSIONS,
    measures=_V2_MEASURES,
    joins={"scores": observation_scores},
    pairs={
        "cost": Pair("cost", "o.cost_details", "costType"),
        "usage": Pair("usage", "o.usage_details", "usageType"),
    },
    filters=_FILTERS,
)
