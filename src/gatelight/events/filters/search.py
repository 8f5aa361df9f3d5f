"""`search`: a text stands in a column, in any case and any script.

On `content` it speaks of all a row holds: input, output, metadata, name; of a trace also of its
observations within the time window (and an hour after it, for those that began late).

The test is a substring search over the payload columns: read only here, and bounded by the list's
time window. JSON keeps some characters escaped inside strings, so a text that needs it is looked
for in its escaped spellings, too.
"""

from __future__ import annotations

import json

from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.events.filters.model import Filter, FilterColumn, FilterType, Params
from gatelight.events.filters.values import read_some_text
from gatelight.events.reading import HOUR

CONTENT = "content"
OPERATORS = ("contains", "does not contain")


def _to_sql(item: Filter, column: FilterColumn, params: Params) -> str:
    test = _Test(item.value, params)
    if column.kind == "content":
        found = _in_content(column, test, params)
    elif column.kind == "texts":
        found = f"arrayExists(x -> {test.of('x')}, {column.sql})"
    elif column.kind == "map" and item.key:
        found = test.of(f"{column.sql}[{params.add(item.key, 'String')}]")
    elif column.kind == "map":
        found = f"arrayExists(x -> {test.of('x')}, mapValues({column.sql}))"
    else:
        found = test.of(column.sql)
    return f"NOT ({found})" if item.operator == "does not contain" else f"({found})"


def _spellings(text: str) -> list[str]:
    """The text as it is, and as it stands in a JSON string, or in one inside of one."""
    once = [_escaped(text), _escaped(text, ascii_only=True)]
    return list(dict.fromkeys([text, *once, *(_escaped(each) for each in once)]))


def _escaped(text: str, *, ascii_only: bool = False) -> str:
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


class _Test:
    """Whether an expression holds the text, by the cheapest function that is right for it."""

    def __init__(self, text: str, params: Params) -> None:
        spellings = _spellings(text)
        cased = text.lower() != text.upper()
        folding = (
            "" if not cased else "CaseInsensitive" if text.isascii() else "CaseInsensitiveUTF8"
        )
        if len(spellings) == 1:
            self._function = f"position{folding}"
            self._needle = params.add(text, "String")
        else:
            self._function = f"multiSearchAny{folding}"
            self._needle = params.add(spellings, "Array(String)")

    def of(self, expression: str) -> str:
        return f"{self._function}({expression}, {self._needle}) > 0"


def _in_content(column: FilterColumn, test: _Test, params: Params) -> str:
    own = _any_holds(column.sql, test)
    if not column.parts:
        return own
    low, high = params.window
    within = ""
    if low > MIN_MICROS:
        within += f" AND start_time >= {params.time(low)}"
    if high < MAX_MICROS:
        within += f" AND start_time < {params.time(min(high + HOUR, MAX_MICROS))}"
    return (
        f"{own} OR id IN (SELECT trace_id FROM observations "
        f"WHERE project_id = {{project_id:String}}{within} AND NOT is_deleted "
        f"AND ({_any_holds(column.parts, test)}))"
    )


def _any_holds(columns: str, test: _Test) -> str:
    tests = [test.of(name) for name in columns.split(", ")]
    return " OR ".join([*tests, f"arrayExists(x -> {test.of('x')}, mapValues(metadata))"])


TYPE = FilterType(
    "search", OPERATORS, frozenset({"content", "text", "texts", "map"}), read_some_text, _to_sql
)
