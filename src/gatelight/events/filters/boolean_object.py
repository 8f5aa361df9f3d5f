"""`booleanObject`: a row has a boolean score of one name with that value; `<>` also matches rows
without such a score."""

from __future__ import annotations

from gatelight.events.filters.boolean import OPERATORS
from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.scores import with_score
from gatelight.events.filters.values import read_flag


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    condition = f"data_type = 'BOOLEAN' AND value = {params.add(float(item.value), 'Float64')}"
    found = with_score(column, item.key, condition, params)
    return f"NOT ({found})" if item.operator == "<>" else found


TYPE = FilterType(
    "booleanObject",
    OPERATORS,
    frozenset({"score_flags"}),
    read_flag,
    _to_sql,
    needs_key=True,
)
