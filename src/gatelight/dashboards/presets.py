"""The ready-made dashboards, as data: which built-in chart stands where.

They are nobody's rows: a project that copies one gets placements that name its charts, and a chart
becomes a widget of the project when somebody edits it.
"""

from __future__ import annotations

from typing import Any

from gatelight.dashboards.preset_charts import CHARTS
from gatelight.dashboards.schemas import ChartConfigIn, WidgetIn

Body = dict[str, Any]
WIDTH = 12
"""Columns of the grid."""

Place = tuple[str, int, int]
"""A chart, its width and its height in tiles; the next one stands right of it or below."""

_BOARDS: tuple[tuple[str, str, str, tuple[Place, ...]], ...] = (
    (
        "preset-cost",
        "Cost",
        "What is spent, on which models, for what",
        (
            ("cost-total", 3, 2),
            ("cost-input", 3, 2),
            ("cost-output", 3, 2),
            ("cost-per-call", 3, 2),
            ("cost-over-time", 12, 5),
            ("cost-by-model", 4, 5),
            ("cost-by-trace", 4, 5),
            ("cost-by-kind", 4, 5),
            ("cost-table", 8, 6),
            ("cost-by-environment", 4, 6),
        ),
    ),
    (
        "preset-latency",
        "Latency",
        "How long calls and traces take",
        (
            ("latency-median", 3, 2),
            ("latency-p95", 3, 2),
            ("latency-first-token", 3, 2),
            ("latency-speed", 3, 2),
            ("latency-over-time", 6, 5),
            ("latency-by-model-over-time", 6, 5),
            ("first-token-over-time", 6, 5),
            ("latency-traces", 6, 5),
            ("latency-spread", 6, 5),
            ("latency-by-model", 6, 5),
            ("latency-table", 12, 6),
        ),
    ),
    (
        "preset-usage",
        "Usage",
        "How much goes on: traces, calls, tokens, tools",
        (
            ("usage-traces", 3, 2),
            ("usage-calls", 3, 2),
            ("usage-tokens", 3, 2),
            ("usage-errors", 3, 2),
            ("traces-over-time", 6, 5),
            ("calls-over-time", 6, 5),
            ("tokens-over-time", 6, 5),
            ("tokens-by-model", 6, 5),
            ("usage-by-tool", 4, 5),
            ("usage-by-type", 4, 5),
            ("usage-by-environment", 4, 5),
        ),
    ),
    (
        "preset-users",
        "Users",
        "Who uses it, and what they cost",
        (
            ("users-active", 3, 2),
            ("users-sessions", 3, 2),
            ("cost-total", 3, 2),
            ("usage-errors", 3, 2),
            ("users-active-over-time", 12, 4),
            ("users-by-cost", 4, 6),
            ("users-by-calls", 4, 6),
            ("users-by-errors", 4, 6),
            ("users-table", 12, 7),
        ),
    ),
    (
        "preset-gateway",
        "Gateway",
        "What goes through the gateway, by key and team",
        (
            ("gateway-calls", 3, 2),
            ("gateway-cost", 3, 2),
            ("gateway-errors", 3, 2),
            ("gateway-latency", 3, 2),
            ("gateway-calls-over-time", 6, 5),
            ("gateway-cost-over-time", 6, 5),
            ("gateway-errors-over-time", 6, 5),
            ("gateway-latency-over-time", 6, 5),
            ("gateway-by-key", 4, 6),
            ("gateway-by-team", 4, 6),
            ("gateway-table", 4, 6),
        ),
    ),
    (
        "preset-quality",
        "Quality",
        "Scores, and what fails",
        (
            ("quality-scores", 3, 2),
            ("quality-errors", 3, 2),
            ("quality-average-over-time", 6, 5),
            ("quality-levels-over-time", 6, 5),
            ("quality-true-over-time", 6, 5),
            ("quality-spread", 6, 5),
            ("quality-table", 6, 5),
            ("quality-categories", 6, 5),
            ("quality-by-model", 6, 5),
            ("quality-failing", 6, 5),
        ),
    ),
)


def _placed(places: tuple[Place, ...]) -> list[Body]:
    """Left to right, then down: a row is as high as the highest in it."""
    placements = []
    x = y = height = 0
    for chart, wide, high in places:
        if x + wide > WIDTH:
            x, y, height = 0, y + height, 0
        placements.append(
            {
                "id": chart,
                "type": "preset",
                "presetId": chart,
                "x": x,
                "y": y,
                "width": wide,
                "height": high,
            }
        )
        x, height = x + wide, max(height, high)
    return placements


def _widget(id: str, chart: WidgetIn) -> Body:
    body = chart.model_dump(mode="json", by_alias=True)
    config = chart.chart_config or ChartConfigIn()
    shown = config.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"id": id} | body | {"chartConfig": shown | {"type": chart.chart_type}}


PRESETS: Body = {
    "dashboards": [
        {
            "id": id,
            "name": name,
            "description": about,
            "definition": {"widgets": _placed(places)},
            "filters": [],
        }
        for id, name, about, places in _BOARDS
    ],
    "widgets": [_widget(id, chart) for id, chart in CHARTS.items()],
}
