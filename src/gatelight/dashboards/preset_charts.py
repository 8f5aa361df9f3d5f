"""The built-in charts, as data, in the shape of stored widgets. `presets` places them."""

from __future__ import annotations

from gatelight.dashboards.schemas import (
    ChartConfigIn,
    ChartType,
    Dimension,
    Metric,
    View,
    WidgetFilter,
    WidgetIn,
)

GENERATIONS = WidgetFilter(
    column="type", type="stringOptions", operator="any of", value=["GENERATION"]
)
FAILED = WidgetFilter(column="level", type="stringOptions", operator="any of", value=["ERROR"])
NOT_FINE = WidgetFilter(
    column="level", type="stringOptions", operator="any of", value=["ERROR", "WARNING"]
)
THROUGH_GATEWAY = WidgetFilter(column="gatewayKeyAlias", type="null", operator="is not null")
WITH_USER = WidgetFilter(column="userId", type="null", operator="is not null")


def _parts(column: str) -> WidgetFilter:
    """Without the sum, which stands among the parts."""
    return WidgetFilter(column=column, type="stringOptions", operator="none of", value=["total"])


def _chart(
    name: str,
    chart: ChartType,
    metrics: str,
    by: str = "",
    *filters: WidgetFilter,
    view: View = "observations",
    about: str = "",
    rows: int | None = None,
    bins: int | None = None,
) -> WidgetIn:
    """`metrics` and `by` are words: `sum_totalCost p95_latency`, `name providedModelName`."""
    pairs = (word.partition("_") for word in metrics.split())
    return WidgetIn(
        name=name,
        description=about,
        view=view,
        dimensions=[Dimension(field=word) for word in by.split()],
        metrics=[Metric.model_validate({"agg": agg, "measure": word}) for agg, _, word in pairs],
        filters=list(filters),
        chart_type=chart,
        chart_config=ChartConfigIn.model_validate({"row_limit": rows, "bins": bins}),
    )


MODEL = "providedModelName"

CHARTS: dict[str, WidgetIn] = {
    # Cost
    "cost-total": _chart("Cost", "NUMBER", "sum_totalCost"),
    "cost-input": _chart("Cost of input", "NUMBER", "sum_inputCost"),
    "cost-output": _chart("Cost of output", "NUMBER", "sum_outputCost"),
    "cost-per-call": _chart("Cost of a model call", "NUMBER", "avg_totalCost", "", GENERATIONS),
    "cost-over-time": _chart("Cost by model", "BAR_TIME_SERIES", "sum_totalCost", MODEL),
    "cost-by-model": _chart("Models by cost", "HORIZONTAL_BAR", "sum_totalCost", MODEL),
    "cost-by-trace": _chart("Trace names by cost", "HORIZONTAL_BAR", "sum_totalCost", "traceName"),
    "cost-by-kind": _chart(
        "Cost by kind of token", "PIE", "sum_costByType", "costType", _parts("costType")
    ),
    "cost-by-environment": _chart(
        "Environments by cost", "HORIZONTAL_BAR", "sum_totalCost", "environment"
    ),
    "cost-table": _chart(
        "Models and names",
        "PIVOT_TABLE",
        "sum_totalCost count_count sum_totalTokens",
        f"{MODEL} name",
        GENERATIONS,
        rows=50,
    ),
    # Latency
    "latency-median": _chart("Median of a model call", "NUMBER", "p50_latency", "", GENERATIONS),
    "latency-p95": _chart("95th percentile", "NUMBER", "p95_latency", "", GENERATIONS),
    "latency-first-token": _chart(
        "First token, median", "NUMBER", "p50_timeToFirstToken", "", GENERATIONS
    ),
    "latency-speed": _chart(
        "Speed of output, median", "NUMBER", "p50_outputTokensPerSecond", "", GENERATIONS
    ),
    "latency-over-time": _chart(
        "Latency of model calls",
        "LINE_TIME_SERIES",
        "p50_latency p95_latency p99_latency",
        "",
        GENERATIONS,
    ),
    "latency-by-model-over-time": _chart(
        "95th percentile by model", "LINE_TIME_SERIES", "p95_latency", MODEL, GENERATIONS
    ),
    "first-token-over-time": _chart(
        "Time to the first token",
        "LINE_TIME_SERIES",
        "p50_timeToFirstToken p95_timeToFirstToken",
        "",
        GENERATIONS,
    ),
    "latency-spread": _chart(
        "How latency spreads", "HISTOGRAM", "histogram_latency", "", GENERATIONS, bins=40
    ),
    "latency-by-model": _chart(
        "Models by 95th percentile", "HORIZONTAL_BAR", "p95_latency", MODEL, GENERATIONS
    ),
    "latency-traces": _chart(
        "Traces: latency",
        "LINE_TIME_SERIES",
        "p50_latency p95_latency",
        view="traces",
    ),
    "latency-table": _chart(
        "Steps by latency",
        "PIVOT_TABLE",
        "p95_latency p50_latency max_latency count_count",
        "name",
        rows=50,
    ),
    # Usage
    "usage-traces": _chart("Traces", "NUMBER", "count_count", view="traces"),
    "usage-calls": _chart("Model calls", "NUMBER", "count_count", "", GENERATIONS),
    "usage-tokens": _chart("Tokens", "NUMBER", "sum_totalTokens"),
    "usage-errors": _chart("Errors", "NUMBER", "count_count", "", FAILED),
    "traces-over-time": _chart(
        "Traces by name", "BAR_TIME_SERIES", "count_count", "name", view="traces"
    ),
    "calls-over-time": _chart(
        "Model calls by model", "BAR_TIME_SERIES", "count_count", MODEL, GENERATIONS
    ),
    "tokens-over-time": _chart(
        "Tokens by kind", "AREA_TIME_SERIES", "sum_usageByType", "usageType", _parts("usageType")
    ),
    "tokens-by-model": _chart("Models by tokens", "HORIZONTAL_BAR", "sum_totalTokens", MODEL),
    "usage-by-type": _chart("Kinds of observations", "PIE", "count_count", "type"),
    "usage-by-tool": _chart(
        "Tools that models called",
        "HORIZONTAL_BAR",
        "count_count",
        "calledToolNames",
        WidgetFilter(column="calledToolNames", type="null", operator="is not null"),
    ),
    "usage-by-environment": _chart(
        "Traces by environment", "PIE", "count_count", "environment", view="traces"
    ),
    # Users
    "users-active": _chart("Active users", "NUMBER", "uniq_uniqueUserIds"),
    "users-sessions": _chart("Sessions", "NUMBER", "uniq_uniqueSessionIds"),
    "users-active-over-time": _chart(
        "Active users over time", "BAR_TIME_SERIES", "uniq_uniqueUserIds"
    ),
    "users-by-cost": _chart(
        "Users by cost", "HORIZONTAL_BAR", "sum_totalCost", "userId", WITH_USER
    ),
    "users-by-calls": _chart(
        "Users by model calls", "HORIZONTAL_BAR", "count_count", "userId", WITH_USER, GENERATIONS
    ),
    "users-by-errors": _chart(
        "Users by errors", "HORIZONTAL_BAR", "count_count", "userId", WITH_USER, FAILED
    ),
    "users-table": _chart(
        "Users",
        "PIVOT_TABLE",
        "sum_totalCost sum_totalTokens count_count uniq_uniqueSessionIds",
        "userId",
        WITH_USER,
        rows=100,
    ),
    # Gateway
    "gateway-calls": _chart("Calls", "NUMBER", "count_count", "", THROUGH_GATEWAY),
    "gateway-cost": _chart("Cost", "NUMBER", "sum_totalCost", "", THROUGH_GATEWAY),
    "gateway-errors": _chart("Errors", "NUMBER", "count_count", "", THROUGH_GATEWAY, FAILED),
    "gateway-latency": _chart("95th percentile", "NUMBER", "p95_latency", "", THROUGH_GATEWAY),
    "gateway-calls-over-time": _chart(
        "Calls by key", "BAR_TIME_SERIES", "count_count", "gatewayKeyAlias", THROUGH_GATEWAY
    ),
    "gateway-cost-over-time": _chart(
        "Cost by key", "BAR_TIME_SERIES", "sum_totalCost", "gatewayKeyAlias", THROUGH_GATEWAY
    ),
    "gateway-errors-over-time": _chart(
        "Errors by model", "BAR_TIME_SERIES", "count_count", MODEL, THROUGH_GATEWAY, FAILED
    ),
    "gateway-latency-over-time": _chart(
        "Latency", "LINE_TIME_SERIES", "p50_latency p95_latency", "", THROUGH_GATEWAY
    ),
    "gateway-by-key": _chart(
        "Keys by cost", "HORIZONTAL_BAR", "sum_totalCost", "gatewayKeyAlias", THROUGH_GATEWAY
    ),
    "gateway-by-team": _chart(
        "Teams by cost", "HORIZONTAL_BAR", "sum_totalCost", "gatewayTeamAlias", THROUGH_GATEWAY
    ),
    "gateway-table": _chart(
        "Keys and models",
        "PIVOT_TABLE",
        "sum_totalCost count_count sum_totalTokens p95_latency",
        f"gatewayKeyAlias {MODEL}",
        THROUGH_GATEWAY,
        rows=100,
    ),
    # Quality
    "quality-scores": _chart("Scores", "NUMBER", "count_count", view="scores-numeric"),
    "quality-errors": _chart("Errors", "NUMBER", "count_count", "", FAILED),
    "quality-average-over-time": _chart(
        "Average of numeric scores",
        "LINE_TIME_SERIES",
        "avg_value",
        "name",
        view="scores-numeric",
    ),
    "quality-true-over-time": _chart(
        "Share of true scores", "LINE_TIME_SERIES", "avg_value", "name", view="scores-boolean"
    ),
    "quality-spread": _chart(
        "How numeric scores spread", "HISTOGRAM", "histogram_value", view="scores-numeric", bins=20
    ),
    "quality-categories": _chart(
        "Categorical scores",
        "PIVOT_TABLE",
        "count_count",
        "name stringValue",
        view="scores-categorical",
        rows=50,
    ),
    "quality-table": _chart(
        "Numeric scores",
        "PIVOT_TABLE",
        "count_count avg_value p50_value min_value max_value",
        "name",
        view="scores-numeric",
        rows=50,
    ),
    "quality-by-model": _chart(
        "Average score by model",
        "HORIZONTAL_BAR",
        "avg_value",
        "observationModelName",
        view="scores-numeric",
    ),
    "quality-levels-over-time": _chart(
        "Errors and warnings", "BAR_TIME_SERIES", "count_count", "level", NOT_FINE
    ),
    "quality-failing": _chart("Steps that fail", "HORIZONTAL_BAR", "count_count", "name", FAILED),
}
