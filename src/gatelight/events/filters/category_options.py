"""`categoryOptions`: a row has a categorical score of one name whose category is any of some texts;
`none of` also matches rows without such a score."""

from __future__ import annotations

from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.scores import with_score
from gatelight.events.filters.values import read_texts

OPERATORS = ("any of", "none of")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    condition = (
        "data_type = 'CATEGORICAL' AND "
        f"has({params.add(item.value, 'Array(String)')}, string_value)"
    )
    found = with_score(column, item.key, condition, params)
    return f"NOT ({found})" if item.operator == "none of" else found


TYPE = FilterType(
    "categoryOptions",
    OPERATORS,
    frozenset({"score_categories"}),
    read_texts,
    _to_sql,
    needs_key=True,
)
