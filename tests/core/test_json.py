from __future__ import annotations

import orjson
import pytest

from gatelight.core.json import MAX_DEPTH, deeper_than, from_text, to_text, to_typed_text


def nested(levels):
    value: object = []
    for _ in range(levels - 1):
        value = [value] if levels % 2 else {"a": value}
    return value


@pytest.mark.parametrize("levels", [1, 2, 199, 200, 201, 500])
def test_depth_is_counted(levels):
    assert not deeper_than(nested(levels), levels)
    assert deeper_than(nested(levels), levels - 1)


def test_scalars_have_no_depth():
    assert not deeper_than("[[[", 0)


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1, 400, 1_000, 5_000])
def test_what_is_read_can_be_written_into_an_answer(levels):
    text = "[" * levels + "]" * levels
    value = from_text(text)
    assert isinstance(value, str) == (levels > MAX_DEPTH)
    orjson.dumps({"data": [{"observations": [{"input": value}]}]})


def test_many_brackets_side_by_side_are_not_deep():
    assert from_text(to_text([[]] * 500)) == [[]] * 500


@pytest.mark.parametrize(
    "value",
    [
        "text",
        "5",
        "true",
        "null",
        '"quoted"',
        "[1]",
        '{"a":1}',
        "-",
        "NaN",
        "123456789012345678",
        5,
        0,
        -1.5,
        True,
        False,
        [1, "2"],
        {"a": None},
    ],
)
def test_typed_text_reads_back_as_it_was(value):
    read = from_text(to_typed_text(value))
    assert (read, type(read)) == (value, type(value))


def test_plain_texts_are_stored_without_quotes():
    assert to_typed_text("5 apples") == "5 apples"
    assert to_typed_text("") == ""
