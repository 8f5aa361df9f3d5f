"""Every operator of the typed language. A new one is one file and one line here."""

from __future__ import annotations

from gatelight.events.filters.text.model import TextOperator
from gatelight.events.filters.text.operators import (
    compare,
    contains,
    differs,
    equals,
    has,
    search,
)

OPERATORS: tuple[TextOperator, ...] = (
    equals.OPERATOR,
    differs.OPERATOR,
    contains.OPERATOR,
    compare.OPERATOR,
)
BY_SIGN: dict[str, TextOperator] = {
    sign: operator for operator in OPERATORS for sign in operator.signs
}

__all__ = ["BY_SIGN", "OPERATORS", "has", "search"]
