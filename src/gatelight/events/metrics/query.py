"""The wire's metrics question, checked against the views: JSON in, `MetricsQuery` out.

Keys the language does not know are ignored, as the reference server does; anything unknown inside a
known key is an InvalidRequest that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import orjson

from gatelight.core.json import to_text
from gatelight.core.time import parse_iso
from gatelight.errors import InvalidRequest
from gatelight.events.filters import Filter, read_filters
from gatelight.events.metrics.aggregations import AGGREGATIONS, Aggregation
from gatelight.events.metrics.granularity import (
    GRANULARITIES,
    Granularity,
    automatic,
    count_buckets,
)
from gatelight.events.metrics.model import Dimension, Measure, View, Window
from gatelight.events.metrics.views import VIEWS, Version

MAX_ROWS = 1_000
MAX_BUCKETS = 100_000
MAX_BINS = 100
DEFAULT_BINS = 10
V2_ROWS = 100
TIME_KEY = "time_dimension"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of a row: `key` is its name there."""

    measure: Measure
    aggregation: Aggregation

    @property
    def key(self) -> str:
        return f"{self.aggregation.name}_{self.measure.name}"


@dataclass(frozen=True, slots=True)
class Order:
    """`key` names a dimension, a metric's key or `time_dimension` of the same question."""

    key: str
    descending: bool


@dataclass(frozen=True, slots=True)
class MetricsQuery:
    """A question that can be answered. `limit` None: every row (v1 without `row_limit`)."""

    view: View
    dimensions: tuple[Dimension, ...]
    metrics: tuple[Metric, ...]
    filters: tuple[Filter, ...]
    granularity: Granularity | None
    window: Window
    order: tuple[Order, ...]
    bins: int
    limit: int | None

    @property
    def fills_gaps(self) -> bool:
        """Buckets without rows are answered with zeros, unless an order was asked for."""
        return self.granularity is not None and not self.order


def parse_query(text: str | None, version: Version) -> MetricsQuery:
    """The `query` parameter. Raises InvalidRequest."""
    if not text:
        raise InvalidRequest("Query parameter `query` is required: a JSON object")
    try:
        question = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidRequest("Invalid JSON in query parameter") from None
    return read_query(question, version)


def read_query(question: Any, version: Version) -> MetricsQuery:
    """The same for a question that came as parsed JSON. Raises InvalidRequest."""
    if not isinstance(question, dict):
        raise InvalidRequest("Invalid query: expected a JSON object")
    view = _view(question.get("view"), version)
    window = _window(question)
    granularity = _granularity(question.get("timeDimension"), window)
    metrics = tuple(
        dict.fromkeys(_metric(item, view) for item in _items(question, "metrics", "metric"))
    )
    dimensions = _dimensions(question, view, metrics)
    if not metrics and not dimensions and granularity is None:
        raise InvalidRequest("Invalid query: at least one metric or dimension is required")
    order = _orders(question, dimensions, metrics, granularity)
    config = question.get("config")
    if config is not None and not isinstance(config, dict):
        raise InvalidRequest("Invalid query: config must be an object")
    row_limit = _count(config or {}, "row_limit", MAX_ROWS)
    query = MetricsQuery(
        view=view,
        dimensions=dimensions,
        metrics=metrics,
        filters=tuple(read_filters(_list(question, "filters"))),
        granularity=granularity,
        window=window,
        order=order,
        bins=_count(config or {}, "bins", MAX_BINS) or DEFAULT_BINS,
        limit=row_limit or _default_limit(version, granularity),
    )
    _check_high_cardinality(query, row_limit)
    return query


def _default_limit(version: Version, granularity: Granularity | None) -> int | None:
    """A series is cut at the largest limit, not at the usual one: its newest rows come last."""
    if version == "v1":
        return None
    return V2_ROWS if granularity is None else MAX_ROWS


def _view(name: Any, version: Version) -> View:
    views = VIEWS[version]
    if not isinstance(name, str) or name not in views:
        raise InvalidRequest(
            f"Invalid query: view must be one of {', '.join(views)}, not {_shown(name)}"
        )
    return views[name]


def _window(question: Mapping[str, Any]) -> Window:
    times = []
    for name in ("fromTimestamp", "toTimestamp"):
        text = question.get(name)
        try:
            if not isinstance(text, str):
                raise ValueError
            times.append(parse_iso(text))
        except (ValueError, OverflowError):
            raise InvalidRequest(
                f"Invalid query: {name} must be an ISO 8601 time with a zone between 1970 and 2100,"
                f" such as 2024-01-01T00:00:00Z, not {_shown(text)}"
            ) from None
    if times[0] >= times[1]:
        raise InvalidRequest("Invalid query: fromTimestamp must be before toTimestamp")
    return Window(times[0], times[1])


def _granularity(time_dimension: Any, window: Window) -> Granularity | None:
    if time_dimension is None:
        return None
    name = time_dimension.get("granularity") if isinstance(time_dimension, dict) else None
    if not isinstance(name, str) or name not in GRANULARITIES:
        raise InvalidRequest(
            "Invalid query: timeDimension.granularity must be one of "
            f"{', '.join(GRANULARITIES)}, not {_shown(name)}"
        )
    if name == "auto":
        return automatic(window)
    granularity = cast(Granularity, name)
    if count_buckets(granularity, window) > MAX_BUCKETS:
        raise InvalidRequest(
            f"Invalid query: granularity {granularity} makes more than {MAX_BUCKETS} buckets "
            "between fromTimestamp and toTimestamp"
        )
    return granularity


def _dimensions(
    question: Mapping[str, Any], view: View, metrics: Iterable[Metric]
) -> tuple[Dimension, ...]:
    names = [
        _name(item, "field", "dimension") for item in _items(question, "dimensions", "dimension")
    ]
    pairs = {metric.measure.pair for metric in metrics if metric.measure.pair}
    names += [view.pairs[pair].dimension for pair in sorted(pairs)]
    found = []
    for name in dict.fromkeys(names):
        if name not in view.dimensions:
            raise InvalidRequest(
                f"Invalid query: dimension {_shown(name)} is not in view {view.name}; "
                f"it has {', '.join(view.dimensions)}"
            )
        found.append(view.dimensions[name])
    pairs |= {dimension.pair for dimension in found if dimension.pair}
    if len(pairs) > 1:
        raise InvalidRequest(
            "Invalid query: costType, costByType and usageType, usageByType "
            "cannot be asked together; ask twice"
        )
    return tuple(found)


def _metric(item: Mapping[str, Any], view: View) -> Metric:
    measure_name = _name(item, "measure", "metric")
    name = _name(item, "aggregation", "metric")
    if measure_name not in view.measures:
        raise InvalidRequest(
            f"Invalid query: measure {_shown(measure_name)} is not in view {view.name}; "
            f"it has {', '.join(view.measures)}"
        )
    if name not in AGGREGATIONS:
        raise InvalidRequest(
            f"Invalid query: aggregation must be one of {', '.join(AGGREGATIONS)}, "
            f"not {_shown(name)}"
        )
    measure, aggregation = view.measures[measure_name], AGGREGATIONS[name]
    if measure.kind not in aggregation.kinds:
        raise InvalidRequest(
            f"Invalid query: aggregation {name} needs a number; "
            f"measure {measure_name} is text, use count or uniq"
        )
    return Metric(measure, aggregation)


def _orders(
    question: Mapping[str, Any],
    dimensions: Iterable[Dimension],
    metrics: Iterable[Metric],
    granularity: Granularity | None,
) -> tuple[Order, ...]:
    sortable = [dimension.name for dimension in dimensions]
    sortable += [metric.key for metric in metrics if metric.aggregation.sortable]
    sortable += [TIME_KEY] if granularity else []
    orders: dict[str, Order] = {}
    for item in _items(question, "orderBy", "orderBy"):
        key = _name(item, "field", "orderBy")
        if key not in sortable:
            raise InvalidRequest(
                f"Invalid query: orderBy field must be one of {', '.join(sortable)}, "
                f"not {_shown(key)}"
            )
        direction = item.get("direction")
        if direction not in ("asc", "desc"):
            raise InvalidRequest(
                f"Invalid query: orderBy direction must be asc or desc, not {_shown(direction)}"
            )
        orders.setdefault(key, Order(key, direction == "desc"))
    return tuple(orders.values())


def _check_high_cardinality(query: MetricsQuery, row_limit: int | None) -> None:
    wide = [dimension.name for dimension in query.dimensions if dimension.high_cardinality]
    if not wide:
        return
    keys = {metric.key for metric in query.metrics}
    top = any(order.descending and order.key in keys for order in query.order)
    if row_limit is None or not top or query.granularity is not None:
        raise InvalidRequest(
            f"Invalid query: high cardinality dimension(s) {', '.join(wide)} need "
            "config.row_limit, an orderBy with direction desc on a metric, and no timeDimension"
        )


def _list(question: Mapping[str, Any], name: str) -> list[Any]:
    items = question.get(name)
    if items is None:
        return []
    if not isinstance(items, list):
        raise InvalidRequest(f"Invalid query: {name} must be an array")
    return items


def _items(
    question: Mapping[str, Any], name: str, kind: Literal["metric", "dimension", "orderBy"]
) -> list[dict[str, Any]]:
    items = _list(question, name)
    for item in items:
        if not isinstance(item, dict):
            raise InvalidRequest(f"Invalid query: each {kind} must be an object")
    return items


def _name(item: Mapping[str, Any], key: str, kind: str) -> str:
    name = item.get(key)
    if not isinstance(name, str) or not name:
        raise InvalidRequest(f"Invalid query: each {kind} needs a {key}")
    return name


def _count(config: Mapping[str, Any], name: str, largest: int) -> int | None:
    value = config.get(name)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= largest:
        raise InvalidRequest(
            f"Invalid query: config.{name} must be a whole number from 1 to {largest}, "
            f"not {_shown(value)}"
        )
    return value


def _shown(value: Any) -> str:
    """The value in a message, short."""
    text = to_text(value)
    return text if len(text) <= 100 else text[:100] + "…"
