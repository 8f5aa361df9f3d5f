from __future__ import annotations

import pytest

from gatelight.core.usage import openai_shape


def test_chat_completions_usage_is_split_into_exclusive_parts() -> None:
    assert openai_shape(
        {
            "prompt_tokens": 21,
            "completion_tokens": 9,
            "total_tokens": 30,
            "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": None},
            "completion_tokens_details": {"reasoning_tokens": 2},
        }
    ) == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
        "total": 30,
    }


def test_responses_usage_is_split_likewise() -> None:
    assert openai_shape(
        {
            "input_tokens": 10,
            "output_tokens": 5,
            "total_tokens": 15,
            "input_tokens_details": {"cached_tokens": 3},
            "output_tokens_details": None,
        }
    ) == {"input": 7, "input_cached_tokens": 3, "output": 5, "total": 15}


def test_details_larger_than_their_whole_leave_nothing_of_it() -> None:
    split = openai_shape(
        {
            "prompt_tokens": 3,
            "completion_tokens": 1,
            "total_tokens": 4,
            "prompt_tokens_details": {"cached_tokens": 5},
        }
    )
    assert split is not None
    assert split["input"] == 0


@pytest.mark.parametrize(
    "usage",
    [
        {},
        {"input": 1, "output": 2},
        {"prompt_tokens": 1, "completion_tokens": 2},
        {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "extra": 1},
        {"prompt_tokens": "1", "completion_tokens": 2, "total_tokens": 3},
        {"prompt_tokens": -1, "completion_tokens": 2, "total_tokens": 3},
        {"prompt_tokens": True, "completion_tokens": 2, "total_tokens": 3},
        {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "prompt_tokens_details": 4},
        {
            "prompt_tokens": 1,
            "completion_tokens": 2,
            "total_tokens": 3,
            "prompt_tokens_details": {"cached_tokens": "x"},
        },
        {"prompt_tokens": 1, "output_tokens": 2, "total_tokens": 3},
    ],
)
def test_anything_that_is_not_exactly_the_shape_is_left_alone(usage: dict[str, object]) -> None:
    assert openai_shape(usage) is None
