"""`stringObject`: a text compared with the value under a key; rows without it match only `<>`."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.string import OPERATORS, text_test
from gatelight.events.filters.values import read_text

DIFFERS = "<>"


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    key = params.add(item.key, "String")
    if item.operator == DIFFERS:
        return f"{column.sql}[{key}] != {params.add(item.value, 'String')}"
    test = text_test(
        item.operator, f"{column.sql}[{key}]", params.add(item.value, "String"), column
    )
    return f"(mapContains({column.sql}, {key}) AND {test})"


TYPE = FilterType(
    "stringObject", (*OPERATORS, DIFFERS), frozenset({"map"}), read_text, _to_sql, needs_key=True
)
