"""`number`: a comparison with a numeric column; null never compares true."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_number

OPERATORS = ("=", ">", "<", ">=", "<=")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    return f"toFloat64({column.sql}) {item.operator} {params.add(item.value, 'Float64')}"


TYPE = FilterType("number", OPERATORS, frozenset({"number"}), read_number, _to_sql)
