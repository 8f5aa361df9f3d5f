"""Two reads at the same time: both end, both results or the first error come back."""

from __future__ import annotations

import threading

import pytest

from gatelight.events.together import together


def test_both_run_at_the_same_time() -> None:
    met = threading.Barrier(2, timeout=10)

    def read(number: int) -> int:
        met.wait()
        return number

    assert together(lambda: read(1), lambda: read(2)) == (1, 2)


@pytest.mark.parametrize("failing", ["first", "second"])
def test_an_error_comes_back_when_both_have_ended(failing: str) -> None:
    ended = []

    def other() -> None:
        ended.append(failing)

    def fails() -> None:
        raise ValueError(failing)

    with pytest.raises(ValueError, match=failing):
        together(*((fails, other) if failing == "first" else (other, fails)))
    assert ended == [failing]


def test_of_two_errors_the_second_s_comes_back() -> None:
    def fails(error: Exception) -> None:
        raise error

    with pytest.raises(KeyError):
        together(lambda: fails(ValueError()), lambda: fails(KeyError()))


def test_second_may_ask_for_two_itself() -> None:
    assert together(int, lambda: together(str, float)) == (0, ("", 0.0))
