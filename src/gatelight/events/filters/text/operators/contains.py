"""`name~chat`, `output~"not found"`, `metadata.team~sea`: holds the text, in any case."""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import TextColumn
from gatelight.events.filters.text.model import Term, TextOperator

_KINDS = ("text", "texts", "map")


def read(term: Term, column: TextColumn) -> Filter:
    return containing(term, column, term.value.text)


def containing(term: Term, column: TextColumn, text: str) -> Filter:
    """Raises QueryError for a column that holds no text."""
    if column.kind not in _KINDS:
        raise term.error(f"{column.word} holds no text to search in", f"{column.word}>1")
    operator = "does not contain" if term.negated else "contains"
    return Filter("search", column.column, operator, text, term.key)


OPERATOR = TextOperator(("~",), "contains, in any case", read)
