"""`model:gpt-4o`, `level:(ERROR OR WARNING)`, `name:chat*`, `metadata.team=search`: is one of.

An unquoted `*` at an end stands for any text, alone for any value at all. A `-` before it turns it
round; rows without a value then match, too.
"""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import SCORES, TextColumn
from gatelight.events.filters.text.model import QueryError, Term, TextOperator, Value
from gatelight.events.filters.text.operators import contains, has
from gatelight.events.filters.text.values import read_flag, read_number

_SCORE_CATEGORIES, _SCORE_FLAGS = "score_categories", "score_booleans"


def read(term: Term, column: TextColumn) -> Filter:
    if len(term.values) == 1 and term.value.wildcard and term.value.text == "*":
        return has.presence(term, column, present=not term.negated)
    match column.kind:
        case "text" | "texts":
            return _text(term, column)
        case "map":
            return _keyed(term, column)
        case "number":
            return _number(term, column)
        case "flag":
            flag = read_flag(term.value)
            return Filter("boolean", column.column, "<>" if term.negated else "=", flag)
        case "score_numbers":
            return _score(term)
        case _:
            raise term.error(
                f"{column.word} is compared by < or >", f"{column.word}>2026-01-31T08:00:00Z"
            )


def _text(term: Term, column: TextColumn) -> Filter:
    if any(value.wildcard for value in term.values):
        return _pattern(term, column)
    texts = [chosen(value, column) for value in term.values]
    operator = "none of" if term.negated else "any of"
    kind = "arrayOptions" if column.kind == "texts" else "stringOptions"
    return Filter(kind, column.column, operator, texts)


def chosen(value: Value, column: TextColumn) -> str:
    """The value; of a column with choices the choice it names, in any case. Raises QueryError."""
    if not column.choices:
        return value.text
    if value.text.upper() not in column.choices:
        raise QueryError(
            f"{column.word} is one of {', '.join(column.choices)}",
            value.start,
            value.end,
            column.choices,
        )
    return value.text.upper()


def _pattern(term: Term, column: TextColumn) -> Filter:
    """One value with `*` at its start, its end or both."""
    value = term.value
    inner = value.text.strip("*")
    if "*" in inner:
        raise QueryError("a * stands only at the start or the end", value.start, value.end)
    if not inner:
        return has.presence(term, column, present=not term.negated)
    before, after = value.text.startswith("*"), value.text.endswith("*")
    if before and after:
        return contains.containing(term, column, inner)
    operator = "ends with" if before else "starts with"
    if term.negated:
        operator = f"does not {operator.replace('s with', ' with')}"
    kind = "stringObject" if column.kind == "map" else "string"
    return Filter(kind, column.column, operator, inner, term.key)


def _keyed(term: Term, column: TextColumn) -> Filter:
    if term.value.wildcard:
        return _pattern(term, column)
    operator = "<>" if term.negated else "="
    return Filter("stringObject", column.column, operator, term.value.text, term.key)


def _number(term: Term, column: TextColumn) -> Filter:
    if term.negated:
        raise term.error(
            f"{column.word} cannot be turned round; compare it by < or >", f"{column.word}>1"
        )
    return Filter("number", column.column, "=", read_number(term.value, column.unit))


def _score(term: Term) -> Filter:
    """A number speaks of the average of numeric scores, true and false of boolean ones, other words
    of categories."""
    value = term.values[0]
    if len(term.values) == 1 and not value.quoted:
        if value.text.lower() in ("true", "false"):
            flag = value.text.lower() == "true"
            operator = "<>" if term.negated else "="
            return Filter("booleanObject", _SCORE_FLAGS, operator, flag, term.key)
        if value.text.lstrip("-").replace(".", "", 1).isdigit():
            if term.negated:
                raise term.error("a score's number is compared by < or >")
            return Filter("numberObject", SCORES, "=", float(value.text), term.key)
    operator = "none of" if term.negated else "any of"
    texts = [each.text for each in term.values]
    return Filter("categoryOptions", _SCORE_CATEGORIES, operator, texts, term.key)


OPERATOR = TextOperator((":", "="), "is one of", read)
