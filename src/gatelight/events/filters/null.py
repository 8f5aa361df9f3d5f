"""`null`: the column is null (empty text, empty list, empty map) or not."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_nothing

OPERATORS = ("is null", "is not null")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    if column.kind == "text":
        test = f"{column.sql} = ''"
    elif column.kind == "map" and item.key:
        test = f"NOT mapContains({column.sql}, {params.add(item.key, 'String')})"
    elif column.kind in ("texts", "map"):
        test = f"empty({column.sql})"
    else:
        test = f"isNull({column.sql})"
    return f"NOT ({test})" if item.operator == "is not null" else test


TYPE = FilterType(
    "null",
    OPERATORS,
    frozenset({"text", "number", "datetime", "flag", "texts", "map"}),
    read_nothing,
    _to_sql,
)
