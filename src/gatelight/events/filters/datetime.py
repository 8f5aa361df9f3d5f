"""`datetime`: a comparison with a time column; the value is ISO 8601 with a zone."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_time

OPERATORS = (">", "<", ">=", "<=")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    return f"{column.sql} {item.operator} {params.time(item.value)}"


TYPE = FilterType("datetime", OPERATORS, frozenset({"datetime"}), read_time, _to_sql)
