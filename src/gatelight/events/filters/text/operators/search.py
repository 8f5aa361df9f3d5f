"""`refund`, `"not found"`, `-timeout`: free text in input, output and metadata, in any case."""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.search import CONTENT
from gatelight.events.filters.text.model import Term


def read_free(term: Term) -> Filter:
    """Raises QueryError for empty quotes."""
    text = term.value.text
    if not text.strip():
        raise term.error("expected a text between the quotes", "a word")
    operator = "does not contain" if term.negated else "contains"
    return Filter("search", CONTENT, operator, text)
