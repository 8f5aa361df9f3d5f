"""`environment!=dev`: the same as `-environment:dev`."""

from __future__ import annotations

from dataclasses import replace

from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import TextColumn
from gatelight.events.filters.text.model import Term, TextOperator
from gatelight.events.filters.text.operators import equals


def read(term: Term, column: TextColumn) -> Filter:
    return equals.read(replace(term, negated=not term.negated), column)


OPERATOR = TextOperator(("!=",), "is none of", read)
