"""`string`: one text compared with a column. On a list column it speaks of any element."""

from __future__ import annotations

from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_text

NEGATED = {
    "does not contain": "contains",
    "does not start with": "starts with",
    "does not end with": "ends with",
}
"""Operators that turn another one round. On a list they speak of all its elements."""
OPERATORS = ("=", "contains", "starts with", "ends with", *NEGATED, "matches")

_TESTS = {
    "=": "{column} = {value}",
    "contains": "position({column}, {value}) > 0",
    "starts with": "startsWith({column}, {value})",
    "ends with": "endsWith({column}, {value})",
    "matches c": "position({column}, {value}) > 0",
    "matches i": "positionCaseInsensitiveUTF8({column}, {value}) > 0",
}


def text_test(operator: str, expression: str, value: str, column: FilterColumn) -> str:
    """SQL that compares the text `expression` with the placeholder `value`.

    Raises InvalidRequest for `matches` on a column that has no token search.
    """
    if operator == "matches":
        if not column.tokens:
            raise InvalidRequest(
                f'Operator "matches" is only supported on input, output and metadata, not on '
                f"{column.id}"
            )
        operator = f"matches {column.tokens}"
    if operator in NEGATED:
        return f"NOT ({text_test(NEGATED[operator], expression, value, column)})"
    return _TESTS[operator].format(column=expression, value=value)


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    value = params.add(item.value, "String")
    if column.kind == "text":
        return text_test(item.operator, column.sql, value, column)
    turned = NEGATED.get(item.operator)
    test = text_test(turned or item.operator, "x", value, column)
    return f"{'NOT ' if turned else ''}arrayExists(x -> {test}, {column.sql})"


TYPE = FilterType("string", OPERATORS, frozenset({"text", "texts"}), read_text, _to_sql)
