"""`has:user`, `-has:metadata.team`: the column has a value, or has none."""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import TextColumn, TextColumns
from gatelight.events.filters.text.model import QueryError, Term

WORD = "has"
_KINDS = ("text", "number", "datetime", "flag", "texts", "map")


def read_presence(term: Term, columns: TextColumns) -> Filter:
    """Raises QueryError for another sign than `:` and for unknown columns."""
    if term.sign != ":":
        raise term.error("has is followed by : and a column", "has:user")
    value = term.value
    word, _, key = value.text.partition(".")
    column = columns.find(word)
    if column is None:
        known = tuple(each.word for each in columns.all if each.kind in _KINDS)
        raise QueryError(
            f"there is no column {word}", value.start, value.end, columns.near(word) or known
        )
    if key and column.kind != "map":
        raise QueryError(f"{column.word} has no parts", value.start, value.end, (column.word,))
    return _null(term, column, key, present=not term.negated)


def presence(term: Term, column: TextColumn, *, present: bool) -> Filter:
    """`user:*` means the same as `has:user`."""
    return _null(term, column, term.key, present=present)


def _null(term: Term, column: TextColumn, key: str, *, present: bool) -> Filter:
    if column.kind not in _KINDS:
        raise term.error(f"whether there is a {column.word} cannot be asked; compare its value")
    return Filter("null", column.column, "is not null" if present else "is null", "", key)
