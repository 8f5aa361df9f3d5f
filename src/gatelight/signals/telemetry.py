"""What a session's telemetry amounts to: metrics added up by name, cost and tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gatelight.core.json import to_text
from gatelight.events.log_records import EventCount
from gatelight.events.metric_points import SeriesSum
from gatelight.signals.schemas import typed

COST_USAGE = "claude_code.cost.usage"
USAGE_OF_TOKENS = "claude_code.token.usage"
API_REQUEST = "claude_code.api_request"


def metrics_by_name(series: Sequence[SeriesSum]) -> list[dict[str, Any]]:
    """One entry for each metric, its series below it.

    `value` of counters is the sum over the series, of gauges the newest; `count` and `sum` are
    those of histograms and summaries.
    """
    groups: dict[tuple[str, str, str], list[SeriesSum]] = {}
    for each in series:
        groups.setdefault((each.name, each.unit, each.type), []).append(each)
    return [
        {
            "name": name,
            "unit": unit or None,
            "type": kind,
            **_amounts(found, kind),
            "series": [
                {"attributes": typed(alike[0].attributes), **_amounts(alike, kind)}
                for alike in _by_attributes(found)
            ],
        }
        for (name, unit, kind), found in groups.items()
    ]


def _by_attributes(series: Iterable[SeriesSum]) -> Iterable[list[SeriesSum]]:
    """Series with equal attributes together: processes and restarts of one client."""
    groups: dict[str, list[SeriesSum]] = {}
    for each in series:
        groups.setdefault(to_text(sorted(each.attributes.items())), []).append(each)
    return groups.values()


def _amounts(series: Sequence[SeriesSum], kind: str) -> dict[str, Any]:
    points = sum(each.points for each in series)
    if kind == "gauge":
        return {"points": points, "value": max(series, key=lambda each: each.last).value}
    if kind == "sum":
        return {"points": points, "value": sum(each.value or 0 for each in series)}
    return {
        "points": points,
        "count": sum(each.count or 0 for each in series),
        "sum": sum(each.sum or 0 for each in series),
    }


def totals(series: Sequence[SeriesSum], events: Sequence[EventCount]) -> dict[str, Any]:
    """Cost in USD and tokens by kind, as Claude Code tells them: by its metrics, or by its request
    events when no metrics came. `source` says which; null when neither did."""
    costs = [each for each in series if each.name == COST_USAGE]
    tokens = [each for each in series if each.name == USAGE_OF_TOKENS]
    if costs or tokens:
        by_kind: dict[str, float] = {}
        for each in tokens:
            kind = str(typed(each.attributes).get("type", "unknown"))
            by_kind[kind] = by_kind.get(kind, 0) + (each.value or 0)
        return {
            "source": "metrics",
            "cost": sum(each.value or 0 for each in costs) if costs else None,
            "tokens": {kind: round(number) for kind, number in by_kind.items()},
        }
    for event in events:
        if event.name == API_REQUEST:
            return {"source": "events", "cost": event.cost, "tokens": event.tokens}
    return {"source": None, "cost": None, "tokens": {}}
