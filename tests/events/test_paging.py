from __future__ import annotations

import pytest

from gatelight.core.time import parse_iso
from gatelight.errors import InvalidData
from gatelight.events.paging import (
    Page,
    read_choice,
    read_flag,
    read_page,
    read_time,
    read_words,
)


@pytest.mark.parametrize("empty", [None, "", " "])
def test_empty_means_default(empty: str | None) -> None:
    assert read_page(empty, empty) == Page(1, 50)
    assert read_page(empty, empty, 10) == Page(1, 10)
    assert read_time("t", empty) is None
    assert read_choice("c", empty, ["A"]) is None
    assert read_flag("f", empty) is None


@pytest.mark.parametrize(
    ("page", "limit"),
    [
        ("0", None),
        ("-1", None),
        ("x", None),
        ("1.5", None),
        (None, "0"),
        (None, "101"),
        ("9" * 20, None),
    ],
)
def test_pages_that_do_not_exist(page: str | None, limit: str | None) -> None:
    with pytest.raises(InvalidData) as caught:
        read_page(page, limit)
    (issue,) = caught.value.issues
    assert issue["path"] == ["page" if page else "limit"]


def test_meta_counts_pages_upwards() -> None:
    assert Page(2, 10).meta(21) == {"page": 2, "limit": 10, "totalItems": 21, "totalPages": 3}
    assert Page(1, 10).meta(0)["totalPages"] == 0
    assert Page(3, 10).offset == 20


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01T01:00:00+01:00",
        "2024-01-01T01:00:00 01:00",
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.000000Z",
    ],
)
def test_times_with_a_zone(text: str) -> None:
    assert read_time("from", text) == parse_iso("2024-01-01T00:00:00Z")


@pytest.mark.parametrize("text", ["2024-01-01T00:00:00", "yesterday", "1850-01-01T00:00:00Z"])
def test_other_times(text: str) -> None:
    with pytest.raises(InvalidData):
        read_time("from", text)


def test_words_repeat_or_are_separated() -> None:
    assert read_words(["a,b", " c ", "", ","]) == ["a", "b", "c"]
    assert read_words(None) == []


def test_choices_and_flags() -> None:
    assert read_choice("level", "error", ["ERROR"]) == "ERROR"
    assert read_flag("f", "TRUE") is True
    assert read_flag("f", "false") is False
    with pytest.raises(InvalidData):
        read_choice("level", "loud", ["ERROR"])
    with pytest.raises(InvalidData):
        read_flag("f", "maybe")


def test_a_short_page_tells_the_total() -> None:
    assert Page(1, 10).total_after(0) == 0
    assert Page(3, 10).total_after(4) == 24
    assert Page(1, 10).total_after(10) is None
    assert Page(3, 10).total_after(0) is None
