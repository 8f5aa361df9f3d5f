"""The nouns of the filter language: a filter, the columns a list offers, and bound parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.errors import InvalidRequest

Kind = Literal[
    "text",
    "number",
    "datetime",
    "flag",
    "texts",
    "map",
    "score_numbers",
    "score_categories",
    "score_flags",
    "content",
]
"""What a column holds. `text`: "" means null. `texts`: a list of strings. `map`: text by key.
`content`: all text of a row. `score_*`: the scores of a row's subject, addressed by the score's
name (the filter's `key`)."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition as the wire sends it, checked for type, operator and value."""

    type: str
    column: str
    operator: str
    value: Any
    key: str = ""


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """A column a list can be filtered by.

    `sql`: an expression of the list's own query (for `score_*`: the key that identifies the row's
    subject, matched against `score_key`, a column list of the scores table). `names`: display names
    and aliases the wire also accepts. `source`: name of a join the list must add when this column
    is used ("" for the list's own table). `tokens`: whether `matches` is allowed ("" no, "i"
    ignoring case, "c" exact). Of `content` columns `sql` lists the row's own columns and `parts`
    those of its observations that count as well.
    """

    id: str
    kind: Kind
    sql: str
    names: tuple[str, ...] = ()
    source: str = ""
    score_key: str = ""
    tokens: Literal["", "i", "c"] = ""
    parts: str = ""


class FilterColumns:
    """The columns of one list, found by id, display name or alias; `time` is the id of the one it
    is ordered and bounded by."""

    def __init__(self, columns: Iterable[FilterColumn], time: str = "") -> None:
        self.time = time
        self._by_name: dict[str, FilterColumn] = {}
        for column in columns:
            for name in (column.id, *column.names):
                self._by_name.setdefault(name, column)

    def find(self, name: str) -> FilterColumn:
        """Raises InvalidRequest when the list has no such column."""
        column = self._by_name.get(name)
        if column is None:
            raise InvalidRequest(f"Column {name} does not match a UI / CH table mapping.")
        return column

    def all(self) -> list[FilterColumn]:
        """Every column once."""
        return list({column.id: column for column in self._by_name.values()}.values())

    def sources(self, filters: Iterable[Filter]) -> set[str]:
        """Names of the joins these filters need."""
        return {source for item in filters if (source := self.find(item.column).source)}


class Params:
    """Named parameters of one query on one project; values never enter the SQL text.

    `{project_id:String}` is always bound. `window` is the half-open span of times the filters that
    are compiled allow.
    """

    def __init__(self, project_id: str) -> None:
        self.window: tuple[Micros, Micros] = (MIN_MICROS, MAX_MICROS)
        self.values: dict[str, Any] = {"project_id": project_id}

    def add(self, value: Any, kind: str) -> str:
        """Bind `value` and return its placeholder, e.g. `{p0:String}`."""
        name = f"p{len(self.values) - 1}"
        self.values[name] = value
        return f"{{{name}:{kind}}}"

    def time(self, micros: int) -> str:
        """Bind a time in microseconds; the returned expression is a DateTime64(6, 'UTC')."""
        return f"fromUnixTimestamp64Micro({self.add(micros, 'Int64')}, 'UTC')"


@dataclass(frozen=True, slots=True)
class FilterType:
    """One type of the language: its operators, the kinds of column it fits, its value and its SQL.

    `read_value` returns the checked value or raises ValueError with what was expected.
    """

    name: str
    operators: tuple[str, ...]
    kinds: frozenset[Kind]
    read_value: Callable[[Any], Any]
    to_sql: Callable[[Filter, FilterColumn, Params], str]
    needs_key: bool = False
