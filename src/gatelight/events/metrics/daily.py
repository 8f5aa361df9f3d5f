"""Usage and cost by day and model, newest day first: the oldest of the metrics endpoints.

An observation belongs to the day it started on, a trace to the day of its timestamp (UTC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.filters import Params
from gatelight.events.metrics.views.expressions import keys_sum
from gatelight.events.reading import DAY, fetch


@dataclass(frozen=True, slots=True)
class DailySearch:
    """Which traces and observations count. `tags`: all of them; `environments`: any; the times
    are the half-open span of both."""

    start: Micros
    end: Micros
    trace_name: str = ""
    user_id: str = ""
    tags: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    def conditions(self, params: Params, time: str, trace_name: str) -> str:
        """WHERE of a table whose columns of the time and of the trace's name are given."""
        conditions = [
            "project_id = {project_id:String}",
            f"{time} >= {params.time(self.start)}",
            f"{time} < {params.time(self.end)}",
        ]
        if self.trace_name:
            conditions.append(f"{trace_name} = {params.add(self.trace_name, 'String')}")
        if self.user_id:
            conditions.append(f"user_id = {params.add(self.user_id, 'String')}")
        if self.tags:
            conditions.append(f"hasAll(tags, {params.add(list(self.tags), 'Array(String)')})")
        if self.environments:
            words = params.add(list(self.environments), "Array(String)")
            conditions.append(f"has({words}, environment)")
        return " AND ".join(conditions)


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """One model on one day. `model` "" stands for usage without a model."""

    model: str
    input_usage: int
    output_usage: int
    total_usage: int
    observations: int
    traces: int
    total_cost: Decimal


@dataclass(slots=True)
class DayUsage:
    """One day that has traces or observations."""

    day: Micros
    traces: int = 0
    observations: int = 0
    total_cost: Decimal = Decimal(0)
    models: list[ModelUsage] = field(default_factory=list)


def daily_usage(
    engine: EventEngine, project_id: str, search: DailySearch, offset: int, limit: int
) -> tuple[list[DayUsage], int]:
    """One page of days, and how many days there are in all."""
    traces = _days(engine, project_id, search, "traces", "timestamp", "name")
    observations = _days(engine, project_id, search, "observations", "start_time", "trace_name")
    days = sorted(traces.keys() | observations.keys(), reverse=True)
    page = [
        DayUsage(day, traces.get(day, 0), observations.get(day, 0))
        for day in days[offset : offset + limit]
    ]
    _add_models(engine, project_id, search, page)
    return page, len(days)


def _days(
    engine: EventEngine,
    project_id: str,
    search: DailySearch,
    table: str,
    time: str,
    trace_name: str,
) -> dict[Micros, int]:
    params = Params(project_id)
    rows = fetch(
        engine,
        f"SELECT toUnixTimestamp(toStartOfDay({time})) AS day, count() AS rows FROM {table} FINAL "
        f"WHERE {search.conditions(params, time, trace_name)} GROUP BY day",
        params.values,
    )
    return {row["day"] * 1_000_000: row["rows"] for row in rows}


def _add_models(
    engine: EventEngine, project_id: str, search: DailySearch, page: Sequence[DayUsage]
) -> None:
    if not page:
        return
    params = Params(project_id)
    conditions = search.conditions(params, "start_time", "trace_name")
    rows = fetch(
        engine,
        "SELECT toUnixTimestamp(toStartOfDay(start_time)) AS day, model, "
        f"ifNull(sum({keys_sum('usage_details', 'input')}), 0) AS input, "
        f"ifNull(sum({keys_sum('usage_details', 'output')}), 0) AS output, "
        "ifNull(sum(total_tokens), 0) AS total, "
        "count() AS observations, uniqExact(trace_id) AS traces, sum(total_cost) AS cost "
        f"FROM observations FINAL WHERE {conditions} "
        f"AND start_time >= {params.time(page[-1].day)} "
        f"AND start_time < {params.time(page[0].day + DAY)} "
        "GROUP BY day, model ORDER BY day DESC, total DESC, model "
        "SETTINGS short_circuit_function_evaluation = 'disable'",
        params.values,
    )
    by_day = {usage.day: usage for usage in page}
    for row in rows:
        usage = by_day.get(row["day"] * 1_000_000)
        cost = row["cost"] or Decimal(0)
        if usage is None:
            continue
        usage.total_cost += cost
        if row["model"] or row["total"] or cost:
            usage.models.append(
                ModelUsage(
                    model=row["model"],
                    input_usage=row["input"],
                    output_usage=row["output"],
                    total_usage=row["total"],
                    observations=row["observations"],
                    traces=row["traces"],
                    total_cost=cost,
                )
            )
