"""`numberObject`: average of a row's scores of one name, or the number under a map key."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.number import OPERATORS
from gatelight.events.filters.scores import with_score
from gatelight.events.filters.values import read_number


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    value = params.add(item.value, "Float64")
    if column.kind == "map":
        number = f"toFloat64OrNull({column.sql}[{params.add(item.key, 'String')}])"
        return f"{number} {item.operator} {value}"
    return with_score(
        column,
        item.key,
        "data_type IN ('NUMERIC', 'BOOLEAN')",
        params,
        having=f"avg(value) {item.operator} {value}",
    )


TYPE = FilterType(
    "numberObject",
    OPERATORS,
    frozenset({"score_numbers", "map"}),
    read_number,
    _to_sql,
    needs_key=True,
)
