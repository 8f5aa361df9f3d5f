"""Bodies and query parameters of the metrics endpoints."""

from __future__ import annotations

from typing import Any, Literal

from gatelight.core.answers import Answer, JsonObject
from gatelight.core.time import MAX_MICROS, MIN_MICROS, to_datetime
from gatelight.events.metrics.aggregations import AGGREGATIONS
from gatelight.events.metrics.daily import DailySearch, DayUsage
from gatelight.events.metrics.views import VIEWS, Version
from gatelight.events.paging import read_time, read_words


def read_daily_search(
    trace_name: str | None,
    user_id: str | None,
    tags: list[str] | None,
    environment: list[str] | None,
    from_timestamp: str | None,
    to_timestamp: str | None,
) -> DailySearch:
    """Raises InvalidData for times that are none."""
    start = read_time("fromTimestamp", from_timestamp)
    end = read_time("toTimestamp", to_timestamp)
    return DailySearch(
        start=MIN_MICROS if start is None else start,
        end=MAX_MICROS if end is None else end,
        trace_name=trace_name or "",
        user_id=user_id or "",
        tags=tuple(read_words(tags)),
        environments=tuple(read_words(environment)),
    )


def day_out(usage: DayUsage) -> dict[str, Any]:
    """One day; costs in USD."""
    return {
        "date": to_datetime(usage.day).strftime("%Y-%m-%d"),
        "countTraces": usage.traces,
        "countObservations": usage.observations,
        "totalCost": float(usage.total_cost),
        "usage": [
            {
                "model": model.model or None,
                "inputUsage": model.input_usage,
                "outputUsage": model.output_usage,
                "totalUsage": model.total_usage,
                "countObservations": model.observations,
                "countTraces": model.traces,
                "totalCost": float(model.total_cost),
            }
            for model in usage.models
        ],
    }


class MetricsAnswer(Answer):
    """A row has the asked dimensions, `<aggregation>_<measure>` for each metric, and
    `time_dimension` in a series."""

    data: list[JsonObject]


class ModelUsage(Answer):
    model: str | None
    input_usage: int
    output_usage: int
    total_usage: int
    count_observations: int
    count_traces: int
    total_cost: float


class Day(Answer):
    """One day (UTC); costs in USD."""

    date: str
    count_traces: int
    count_observations: int
    total_cost: float
    usage: list[ModelUsage]


class DimensionOut(Answer):
    """`highCardinality`: only for the first so many by a metric, without time."""

    name: str
    high_cardinality: bool


class MeasureOut(Answer):
    """`unit` is what a value counts; `aggregations` those that make sense of it."""

    name: str
    unit: str
    aggregations: list[str]


class FilterColumnOut(Answer):
    """`kind` decides which types of filter fit."""

    name: str
    kind: Literal["text", "number", "datetime", "flag", "texts", "map"]


class ViewOut(Answer):
    """`version`: the metrics endpoint that answers questions about it."""

    name: str
    version: Literal["v1", "v2"]
    dimensions: list[DimensionOut]
    measures: list[MeasureOut]
    filters: list[FilterColumnOut]


class LanguageOut(Answer):
    views: list[ViewOut]


class LinksOut(Answer):
    """`grafana`: address of the dashboard of LLM usage there; null when there is no Grafana."""

    grafana: str | None


GRAFANA_DASHBOARD = "gatelight-llm-usage"
"""Its uid, as `deploy/grafana` gives it."""


def links_out(grafana_url: str) -> dict[str, Any]:
    """The page takes only addresses of the web."""
    base = grafana_url.strip().rstrip("/")
    known = base.startswith(("https://", "http://"))
    return {"grafana": f"{base}/d/{GRAFANA_DASHBOARD}" if known else None}


def language_out() -> dict[str, Any]:
    """What can be asked: every view of v2, and the traces of v1."""
    asked: list[tuple[Version, str]] = [("v2", name) for name in VIEWS["v2"]]
    return {"views": [_view_out(version, name) for version, name in [*asked, ("v1", "traces")]]}


def _view_out(version: Version, name: str) -> dict[str, Any]:
    view = VIEWS[version][name]
    return {
        "name": name,
        "version": version,
        "dimensions": [
            {"name": each.name, "highCardinality": each.high_cardinality}
            for each in view.dimensions.values()
        ],
        "measures": [
            {
                "name": measure.name,
                "unit": measure.unit,
                "aggregations": [
                    each.name for each in AGGREGATIONS.values() if measure.kind in each.kinds
                ],
            }
            for measure in view.measures.values()
        ],
        "filters": [{"name": each.id, "kind": each.kind} for each in view.columns().all()],
    }
