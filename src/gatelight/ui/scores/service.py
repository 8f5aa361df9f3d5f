"""Score analytics: spread, course and agreement."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from gatelight.core.time import to_iso
from gatelight.events.metrics.granularity import automatic
from gatelight.events.metrics.model import Window
from gatelight.services import Services
from gatelight.ui.scores import queries
from gatelight.ui.scores.queries import Kind

Body = dict[str, Any]
BINS = 20
_NUMBERS = ("NUMERIC",)
_LABELLED = ("CATEGORICAL", "BOOLEAN")


def kinds(services: Services, project_id: str, window: Window) -> Body:
    rows = queries.kinds(services.events, project_id, window)
    return {
        "kinds": [
            {
                "name": row["name"],
                "dataType": row["data_type"],
                "source": row["source"],
                "count": row["count"],
            }
            for row in rows
        ]
    }


def analytics(services: Services, project_id: str, kind: Kind, window: Window) -> Body:
    """How scores of one kind spread, and their course over the window."""
    engine = services.events
    found = queries.summary(engine, project_id, kind, window)
    summary = {name: _number(value) for name, value in found.items()} | {"count": found["count"]}
    labelled = kind.data_type in _LABELLED
    granularity = automatic(window)
    low, high = summary["low"], summary["high"]
    bins: list[Body] = []
    if kind.data_type in _NUMBERS and low is not None and high is not None:
        counts = queries.bins(engine, project_id, kind, window, low, high, BINS)
        bins = _bins(low, high, counts)
    labels = queries.categories(engine, project_id, kind, window) if labelled else []
    series = queries.over_time(engine, project_id, kind, window, granularity, by_label=labelled)
    return {
        "granularity": granularity,
        "summary": summary,
        "bins": bins,
        "labels": labels,
        "series": [
            {
                "time": to_iso(row["bucket"] * 1_000_000),
                "label": row["label"] if labelled else None,
                "count": row["count"],
                "average": _number(row["average"]),
            }
            for row in series
        ],
    }


def _bins(low: float, high: float, counts: dict[int, int]) -> list[Body]:
    if low == high:
        return [{"low": low, "high": high, "count": sum(counts.values())}]
    width = (high - low) / BINS
    return [
        {
            "low": low + index * width,
            "high": high if index == BINS - 1 else low + (index + 1) * width,
            "count": counts.get(index, 0),
        }
        for index in range(BINS)
    ]


def compare(services: Services, project_id: str, first: Kind, second: Kind, window: Window) -> Body:
    """Scores of two kinds given to the same things."""
    engine = services.events
    body: Body = {
        "correlation": None,
        "pairs": [],
        "crossings": [],
        "agreement": None,
        "kappa": None,
    }
    if first.data_type in _NUMBERS and second.data_type in _NUMBERS:
        found = queries.correlation(engine, project_id, first, second, window)
        body["correlation"] = {name: _number(value) for name, value in found.items()} | {
            "count": found["count"]
        }
        body["pairs"] = [
            {
                "traceId": row["trace_id"],
                "observationId": row["observation_id"],
                "x": row["x"],
                "y": row["y"],
            }
            for row in queries.points(engine, project_id, first, second, window)
        ]
        return body | {"kind": "numbers", "count": found["count"]}
    rows = queries.crossed(engine, project_id, first, second, window)
    body["crossings"] = [
        {
            "first": row["first"],
            "second": row["second"],
            "count": row["count"],
            "firstAverage": _number(row["first_average"]),
            "secondAverage": _number(row["second_average"]),
            "traceIds": row["trace_ids"],
        }
        for row in rows
    ]
    count = sum(row["count"] for row in rows)
    if {first.data_type, second.data_type} <= set(_LABELLED):
        body["agreement"], body["kappa"] = agreement(
            {(row["first"], row["second"]): row["count"] for row in rows}
        )
        return body | {"kind": "labels", "count": count}
    return body | {"kind": "mixed", "count": count}


def agreement(counts: dict[tuple[str, str], int]) -> tuple[float | None, float | None]:
    """The share of equal labels, and Cohen's kappa: agreement beyond chance, 1 at best. None
    without pairs, and no kappa where chance alone agrees always."""
    total = sum(counts.values())
    if total == 0:
        return None, None
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (first, second), count in counts.items():
        left[first] += count
        right[second] += count
    equal = sum(count for (first, second), count in counts.items() if first == second) / total
    chance = sum(left[label] * right[label] for label in left) / total**2
    return equal, None if chance == 1 else (equal - chance) / (1 - chance)


def _number(value: Any) -> float | None:
    number = math.nan if value is None else float(value)
    return number if math.isfinite(number) else None
