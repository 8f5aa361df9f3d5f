"""Terms, quotes, brackets, places; every mistake says where it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatelight.events.filters.text import (
    OBSERVATION_WORDS,
    TRACE_WORDS,
    QueryError,
    parse_query,
)
from gatelight.events.filters.text.scan import scan


def test_terms_have_their_places() -> None:
    text = ' -tag:eu  metadata."a b".c>=3 "free text"'
    terms = list(scan(text))
    assert [text[term.start : term.end] for term in terms] == [
        "-tag:eu",
        'metadata."a b".c>=3',
        '"free text"',
    ]
    assert (terms[0].negated, terms[0].word, terms[0].sign) == (True, "tag", ":")
    assert (terms[1].key, terms[1].sign, terms[1].value.text) == ("a b.c", ">=", "3")
    assert terms[2].value.quoted


def test_quotes_may_hold_quotes() -> None:
    (term,) = scan(r'name:"a \"b\" \\ c"')
    assert term.value.text == r'a "b" \ c'


@pytest.mark.parametrize(
    ("query", "problem", "marked"),
    [
        ('name:"abc', "this quote is not closed", '"'),
        ("name:(a OR b", "this bracket is not closed", "("),
        ("name:()", "expected a value in the brackets", "()"),
        ("name:", "expected a value after name:", ""),
        ("name:a,", "expected a value after name:", ""),
        ("a - b", "expected a condition right after -", "-"),
        ("a OR b", "OR stands only between values in brackets", "OR"),
        ("a AND b", "conditions are joined by and already; leave AND out", "AND"),
        ("NOT a", "put a - right before the condition instead of NOT", "NOT"),
        ("(a b)", "brackets stand only around the values of one column", "("),
        ('name:a"b"', "expected a space; values with brackets, commas or quotes go in quotes", '"'),
        (
            "modle:x",
            "there is no column modle; did you mean model? To search for the text, put it in "
            "quotes.",
            "modle",
        ),
    ],
)
def test_mistakes(mistake: Callable[[str], tuple[str, str]], query: str, problem: str, marked: str):
    assert mistake(query) == (problem, marked)


def test_an_error_names_what_was_expected() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("cost>x", TRACE_WORDS)
    assert caught.value.body() == {
        "message": "Query, character 6: expected a number",
        "error": "InvalidRequestError",
        "query": {
            "problem": "expected a number",
            "start": 5,
            "end": 6,
            "expected": ["0.01", "$2", "5ct"],
        },
    }


def test_bounded() -> None:
    with pytest.raises(QueryError, match="at most 4000 characters"):
        parse_query("a" * 4001, TRACE_WORDS)
    with pytest.raises(QueryError, match="at most 100 conditions"):
        parse_query("a " * 101, TRACE_WORDS)


_PIECES = st.sampled_from(
    [
        *("name", "cost", "metadata.x", "score.q", "has", "time", "2026-01-01", "true", "OR"),
        *(":", ">", "<=", "!=", "~", "=", "-", '"', "(", ")", ",", "*", ".", " ", "\\", "\x00"),
        *("1", "x", "é"),
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_every_text_is_read_or_explained(text: str) -> None:
    for words in (TRACE_WORDS, OBSERVATION_WORDS):
        try:
            parse_query(text, words)
        except QueryError as error:
            assert error.problem
            assert 0 <= error.start <= error.end <= len(text)
