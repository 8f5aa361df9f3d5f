"""`cost>0.01`, `latency>=2s`, `tokens<10k`, `time>2026-01-31`, `metadata.n>3`, `score.quality<0.5`:
compared; rows without a value never match."""

from __future__ import annotations

from gatelight.events.filters.model import Filter
from gatelight.events.filters.text.columns import TextColumn
from gatelight.events.filters.text.model import Term, TextOperator
from gatelight.events.filters.text.values import read_moment, read_number

_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_TYPES = {"number": "number", "map": "numberObject", "score_numbers": "numberObject"}


def read(term: Term, column: TextColumn) -> Filter:
    if term.negated:
        path = f"{term.word}.{term.key}" if term.key else term.word
        raise term.error(
            "a comparison is not turned round by -",
            f"{path}{_TURNED[term.sign]}{term.value.text}",
        )
    if column.kind == "datetime":
        return Filter("datetime", column.column, term.sign, read_moment(term.value))
    kind = _TYPES.get(column.kind)
    if kind is None:
        raise term.error(f"{column.word} is not a number", f"{column.word}:{term.value.text}")
    return Filter(kind, column.column, term.sign, read_number(term.value, column.unit), term.key)


OPERATOR = TextOperator((">", ">=", "<", "<="), "compared", read)
