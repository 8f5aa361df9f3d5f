"""`boolean`: a yes/no column equals, or differs from, a value."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_flag

OPERATORS = ("=", "<>")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    return f"toBool({column.sql}) {item.operator} {params.add(item.value, 'Bool')}"


TYPE = FilterType("boolean", OPERATORS, frozenset({"flag"}), read_flag, _to_sql)
