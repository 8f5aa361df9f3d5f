from __future__ import annotations

import pytest

from gatelight.errors import InvalidRequest
from gatelight.pricing.patterns import InvalidPatternError, checked_pattern, searcher


def test_a_pattern_is_searched_anywhere_in_the_text() -> None:
    assert searcher("4o")("gpt-4o-mini")
    assert searcher("(?i)^GPT")("gpt-4o")
    assert not searcher("^GPT")("gpt-4o")
    assert searcher("^GPT", False)("gpt-4o")


def test_a_catastrophic_pattern_costs_nothing() -> None:
    """A backtracking engine would not finish this in the age of the universe."""
    assert not searcher("^(a+)+$")("a" * 50_000 + "b")


@pytest.mark.parametrize("pattern", ["(", "(?!a)", r"(a)\1", "a{9999}", "x" * 2000, "[z-a]"])
def test_a_pattern_that_cannot_be_used_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(InvalidPatternError):
        searcher(pattern)
    with pytest.raises(InvalidRequest, match="matchPattern is not a usable regular expression"):
        checked_pattern(pattern, "matchPattern")


def test_text_that_is_not_unicode_does_not_match() -> None:
    assert not searcher("a")("\ud800a")
