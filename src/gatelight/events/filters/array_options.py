"""`arrayOptions`: a list column has any of, none of, or all of some texts.

A text column counts as a list of one element (of none when it is null).
"""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_texts

OPERATORS = ("any of", "none of", "all of")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    values = params.add(item.value, "Array(String)")
    array = column.sql
    if column.kind == "text":
        array = f"if({column.sql} = '', CAST([], 'Array(String)'), [toString({column.sql})])"
    if item.operator == "all of":
        return f"hasAll({array}, {values})"
    negation = "NOT " if item.operator == "none of" else ""
    return f"{negation}hasAny({array}, {values})"


TYPE = FilterType("arrayOptions", OPERATORS, frozenset({"text", "texts"}), read_texts, _to_sql)
