"""`string`: one text compared with a column. On a list column it speaks of any element."""

from __future__ import annotations

from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_text

NEGATED = "does not contain"
OPERATORS = ("=", "contains", NEGATED, "starts with", "ends with", "matches")

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
    if operator == NEGATED:
        return f"position({expression}, {value}) = 0"
    return _TESTS[operator].format(column=expression, value=value)


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    value = params.add(item.value, "String")
    if column.kind == "text":
        return text_test(item.operator, column.sql, value, column)
    if item.operator == NEGATED:
        return f"NOT arrayExists(x -> position(x, {value}) > 0, {column.sql})"
    return f"arrayExists(x -> {text_test(item.operator, 'x', value, column)}, {column.sql})"


TYPE = FilterType("string", OPERATORS, frozenset({"text", "texts"}), read_text, _to_sql)
