"""A typed query to filters of the wire's language."""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.parse import MAX_FILTERS
from gatelight.events.filters.text import operators
from gatelight.events.filters.text.columns import TextColumn, TextColumns
from gatelight.events.filters.text.model import QueryError, Term
from gatelight.events.filters.text.scan import scan

_KEYED = ("map", "score_numbers")


def parse_query(text: str | None, columns: TextColumns) -> list[Filter]:
    """Filters that must all hold; none for absent or empty text. Raises QueryError."""
    found: list[Filter] = []
    for term in scan(text or ""):
        if len(found) == MAX_FILTERS:
            raise term.error(f"a query has at most {MAX_FILTERS} conditions")
        found.append(_filter(term, columns))
    return found


def _filter(term: Term, columns: TextColumns) -> Filter:
    if not term.word:
        return operators.search.read_free(term)
    if term.word.lower() == operators.has.WORD:
        return operators.has.read_presence(term, columns)
    column = columns.find(term.word)
    if column is None:
        raise _unknown(term, columns)
    _check_key(term, column)
    return operators.BY_SIGN[term.sign].read(term, column)


def _unknown(term: Term, columns: TextColumns) -> QueryError:
    start = term.start + term.negated
    near = columns.near(term.word)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return QueryError(
        f"there is no column {term.word}{hint} To search for the text, put it in quotes."
        if hint
        else f"there is no column {term.word}. To search for the text, put it in quotes.",
        start,
        start + len(term.word),
        near or tuple(each.word for each in columns.all),
    )


def _check_key(term: Term, column: TextColumn) -> None:
    if column.kind in _KEYED and not term.key:
        example = "metadata.team:search" if column.kind == "map" else "score.quality>0.8"
        raise term.error(f"{column.word} needs a name after a dot", example)
    if column.kind not in _KEYED and term.key:
        raise term.error(f"{column.word} has no parts; leave .{term.key} out", column.word)
