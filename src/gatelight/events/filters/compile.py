"""Checked filters to one SQL condition over a list's columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import Filter, FilterColumns, Params
from gatelight.events.filters.registry import FILTER_TYPES


def compile_filters(filters: Iterable[Filter], columns: FilterColumns, params: Params) -> str:
    """A condition that holds when every filter does (`1` for none).

    Raises InvalidRequest for an unknown column or a type that does not fit its column.
    """
    filters = list(filters)
    if columns.time:
        params.window = time_window(filters, columns, columns.time)
    conditions = []
    for item in filters:
        column = columns.find(item.column)
        kind = FILTER_TYPES[item.type]
        if column.kind not in kind.kinds:
            fitting = [name for name, other in FILTER_TYPES.items() if column.kind in other.kinds]
            raise InvalidRequest(
                f"Invalid filter: type {item.type} does not fit column {item.column}; "
                f"use {' or '.join(fitting)}"
            )
        conditions.append(kind.to_sql(item, column, params))
    return " AND ".join(conditions) or "1"


def merge_filters(
    simple: Iterable[Filter], explicit: Sequence[Filter], columns: FilterColumns
) -> list[Filter]:
    """Query parameters and the `filter` parameter together: for each column `explicit` wins."""
    spoken = {columns.find(item.column).id for item in explicit}
    return [item for item in simple if columns.find(item.column).id not in spoken] + list(explicit)


def time_window(
    filters: Iterable[Filter], columns: FilterColumns, column_id: str
) -> tuple[Micros, Micros]:
    """The half-open span of times that the filters on one time column allow."""
    low, high = MIN_MICROS, MAX_MICROS
    for item in filters:
        if item.type != "datetime" or columns.find(item.column).id != column_id:
            continue
        if item.operator.startswith(">"):
            low = max(low, item.value + (item.operator == ">"))
        else:
            high = min(high, item.value + (item.operator == "<="))
    return low, high
