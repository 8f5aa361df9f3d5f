"""Bodies and query parameters of the metrics endpoints."""

from __future__ import annotations

from typing import Any

from gatelight.core.answers import Answer, JsonObject
from gatelight.core.time import MAX_MICROS, MIN_MICROS, to_datetime
from gatelight.events.metrics.daily import DailySearch, DayUsage
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
