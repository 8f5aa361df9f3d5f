"""`stringOptions`: the column is any of, or none of, some texts."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_some_texts

OPERATORS = ("any of", "none of")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    values = params.add(item.value, "Array(String)")
    negation = "NOT " if item.operator == "none of" else ""
    if column.kind == "texts":
        return f"{negation}hasAny({column.sql}, {values})"
    return f"{column.sql} {negation}IN {values}"


TYPE = FilterType(
    "stringOptions", OPERATORS, frozenset({"text", "texts"}), read_some_texts, _to_sql
)
