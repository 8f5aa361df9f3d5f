"""A query's text to its terms. Knows quotes, brackets and places; nothing of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gatelight.events.filters.text.model import QueryError, Term, Value

MAX_LENGTH = 4000

_HEAD = re.compile(
    r'(?P<word>[A-Za-z_]\w*)(?P<key>(?:\.(?:"(?:[^"\\]|\\.)*"|[^\s.:=<>!~"(),]+))*)'
    r"(?P<sign>:(?=[<>])[<>]=?|!=|>=|<=|[:=<>~])"
)
_KEY = re.compile(r'\.(?:"((?:[^"\\]|\\.)*)"|([^\s.:=<>!~"(),]+))')
_BARE = re.compile(r'[^\s"(),]+')
_FREE = re.compile(r'[^\s"]+')
_ESCAPED = re.compile(r"\\(.)")
_COMPARED = (">", "<")


def scan(text: str) -> Iterator[Term]:
    """Every term in order. Raises QueryError."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"a query has at most {MAX_LENGTH} characters", MAX_LENGTH, len(text))
    at = 0
    while True:
        at = _past_space(text, at)
        if at >= len(text):
            return
        term = _term(text, at)
        yield term
        at = term.end


def _term(text: str, start: int) -> Term:
    negated = text[start] == "-"
    at = start + negated
    if negated and (at >= len(text) or text[at].isspace()):
        raise QueryError("expected a condition right after -", start, at, ("a column", "a word"))
    head = _HEAD.match(text, at)
    if head is None:
        value = _free(text, at)
        return Term("", "", "", (value,), negated, start, value.end)
    sign = head["sign"]
    if len(sign) > 1 and sign[0] == ":":
        sign = sign[1:]
    values, end = _values(text, head.end(), head.group().rstrip())
    return Term(head["word"], _key(head["key"]), sign, values, negated, start, end)


def _free(text: str, at: int) -> Value:
    if text[at] == '"':
        return _quoted(text, at)
    found = _FREE.match(text, at)
    assert found is not None
    word = found.group()
    if word in ("OR", "AND", "NOT"):
        raise QueryError(
            {
                "OR": "OR stands only between values in brackets",
                "AND": "conditions are joined by and already; leave AND out",
                "NOT": "put a - right before the condition instead of NOT",
            }[word],
            at,
            found.end(),
            ("level:(ERROR OR WARNING)",) if word == "OR" else (),
        )
    if word[0] == "(":
        raise QueryError(
            "brackets stand only around the values of one column",
            at,
            at + 1,
            ("level:(ERROR OR WARNING)",),
        )
    return Value(word, False, at, found.end())


def _values(text: str, at: int, head: str) -> tuple[tuple[Value, ...], int]:
    if at < len(text) and text[at] == "(":
        return _listed(text, at)
    values = [_value(text, at, head)]
    while values[-1].end < len(text) and text[values[-1].end] == ",":
        values.append(_value(text, values[-1].end + 1, head))
    end = values[-1].end
    if end < len(text) and not text[end].isspace():
        raise QueryError(
            "expected a space; values with brackets, commas or quotes go in quotes", end, end + 1
        )
    return tuple(values), end


def _listed(text: str, start: int) -> tuple[tuple[Value, ...], int]:
    values: list[Value] = []
    at = start + 1
    while True:
        at = _past_space(text, at)
        if at >= len(text):
            raise QueryError("this bracket is not closed", start, start + 1, (")",))
        if text[at] == ")":
            if not values:
                raise QueryError("expected a value in the brackets", start, at + 1, ("a value",))
            return tuple(values), at + 1
        if text[at] == ",":
            at += 1
            continue
        value = _value(text, at, "(")
        at = value.end
        if value.quoted or value.text != "OR":
            values.append(value)


def _value(text: str, at: int, after: str) -> Value:
    if at < len(text) and text[at] == '"':
        return _quoted(text, at)
    found = _BARE.match(text, at)
    if found is None:
        raise QueryError(f"expected a value after {after}", at, at, ("a value",))
    return Value(found.group(), False, at, found.end())


def _quoted(text: str, start: int) -> Value:
    at = start + 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    if at >= len(text):
        raise QueryError("this quote is not closed", start, start + 1, ('"',))
    return Value(_ESCAPED.sub(r"\1", text[start + 1 : at]), True, start, at + 1)


def _key(text: str) -> str:
    return ".".join(
        _ESCAPED.sub(r"\1", quoted) if quoted else bare for quoted, bare in _KEY.findall(text)
    )


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
