"""The nouns of a typed query: its terms, their values, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import TextColumn


class QueryError(InvalidRequest):
    """A mistake in a query. `start`..`end` is its place in the text, in characters; `expected`
    names what could stand there."""

    def __init__(self, message: str, start: int, end: int, expected: tuple[str, ...] = ()) -> None:
        super().__init__(f"Query, character {start + 1}: {message}")
        self.problem = message
        self.start = start
        self.end = end
        self.expected = expected

    def body(self) -> dict[str, Any]:
        """The usual body, and where in the text the mistake is."""
        return super().body() | {"query": self.place()}

    def place(self) -> dict[str, Any]:
        return {
            "problem": self.problem,
            "start": self.start,
            "end": self.end,
            "expected": list(self.expected),
        }


@dataclass(frozen=True, slots=True)
class Value:
    """One value as typed. In a quoted one `*` is an ordinary character."""

    text: str
    quoted: bool
    start: int
    end: int

    @property
    def wildcard(self) -> bool:
        return not self.quoted and "*" in self.text


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as typed: `-tag:eu` has the word `tag`, the sign `:` and one value.

    Free text has neither word nor sign. `key` is what follows the word's dot: `metadata.team`.
    """

    word: str
    key: str
    sign: str
    values: tuple[Value, ...]
    negated: bool
    start: int
    end: int

    @property
    def value(self) -> Value:
        """The one value. Raises QueryError when there are several."""
        if len(self.values) > 1:
            second = self.values[1]
            raise QueryError(
                f"{self.word}{self.sign} takes one value", second.start, self.values[-1].end
            )
        return self.values[0]

    def error(self, message: str, *expected: str) -> QueryError:
        """A mistake that concerns the whole term."""
        return QueryError(message, self.start, self.end, expected)


@dataclass(frozen=True, slots=True)
class TextOperator:
    """One operator: the signs it is typed with, and how it reads a term on a column."""

    signs: tuple[str, ...]
    about: str
    read: Callable[[Term, TextColumn], Filter]
