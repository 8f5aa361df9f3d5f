"""Each convention and each repair, by name; and what must hold for every usage map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatelight.pricing.buckets import BUCKETS, TOKEN_BUCKETS
from gatelight.pricing.explain import meaning
from gatelight.pricing.usage import FLAGS, normalise
from gatelight.pricing.usage_keys import PARTS, WHOLE


def flags(usage: dict[str, int]) -> list[str]:
    return normalise(usage).flags


def test_langfuse_usage_reads_back_as_it_was_sent() -> None:
    usage = {"input": 17, "input_cached_tokens": 4, "output": 7, "total": 28}
    normal = normalise(usage)
    assert normal.wire == usage
    assert normal.tokens == {"input": 17, "cache_read": 4, "output": 7}
    assert (normal.convention, normal.flags) == ("langfuse", [])


def test_a_missing_total_is_the_sum() -> None:
    assert normalise({"input": 3, "output": 4, "made_up": 5}).wire["total"] == 12
    assert normalise({"prompt_tokens": 3, "completion_tokens": 4}).wire["total"] == 7


def test_no_usage_stays_no_usage() -> None:
    assert normalise({}).wire == {}


@pytest.mark.parametrize(
    ("usage", "convention", "tokens"),
    [
        (
            {"prompt_tokens": 10, "completion_tokens": 5},
            "openai",
            {"input": 10, "output": 5},
        ),
        (
            {
                "input_tokens": 10,
                "output_tokens": 5,
                "cache_read_input_tokens": 100,
                "cache_creation_input_tokens": 20,
            },
            "anthropic",
            {"input": 10, "output": 5, "cache_read": 100, "cache_write_5m": 20},
        ),
        ({"input_tokens": 10, "output_tokens": 5}, "otel", {"input": 10, "output": 5}),
        (
            {"input": 10, "output": 5, "input_cache_read": 3, "output_reasoning": 2},
            "langchain",
            {"input": 10, "output": 5, "cache_read": 3, "reasoning": 2},
        ),
        (
            {"promptTokenCount": 10, "candidatesTokenCount": 5, "thoughtsTokenCount": 2},
            "gemini",
            {"input": 10, "output": 5, "reasoning": 2},
        ),
        (
            {"promptTokens": 10, "completionTokens": 5, "totalTokens": 15},
            "openai",
            {"input": 10, "output": 5},
        ),
    ],
)
def test_convention(usage: dict[str, int], convention: str, tokens: dict[str, int]) -> None:
    normal = normalise(usage)
    assert (normal.convention, normal.tokens, normal.flags) == (convention, tokens, [])


@pytest.mark.parametrize(
    ("bucket", "key"), [(bucket, key) for bucket, keys in WHOLE.items() for key in keys]
)
def test_every_synonym_reaches_its_bucket(bucket: str, key: str) -> None:
    parts = normalise({key: 7}).parts
    assert parts == [(key, bucket, 7)]


@pytest.mark.parametrize(
    ("bucket", "key"), [(bucket, key) for bucket, keys in PARTS.items() for key in keys]
)
def test_every_part_adds_to_its_bucket(bucket: str, key: str) -> None:
    whole = WHOLE[bucket][0]
    assert normalise({whole: 2, key: 7, "output_audio": 1}).tokens[bucket] == 9


def test_a_name_means_one_bucket() -> None:
    names = [key for table in (WHOLE, PARTS) for keys in table.values() for key in keys]
    assert len(names) == len(set(names))


def test_litellm_cache_write_double_counted() -> None:
    normal = normalise(
        {
            "input": 14,
            "output": 9,
            "total": 28,
            "cache_creation_input_tokens": 3,
            "cache_read_input_tokens": 5,
        }
    )
    assert normal.flags == ["cache_write_double_counted"]
    assert normal.tokens == {"input": 11, "output": 9, "cache_write_5m": 3, "cache_read": 5}
    assert normal.wire["input"] == 11
    assert normal.wire["total"] == 28


def test_cache_read_double_counted() -> None:
    normal = normalise({"input": 21, "output": 9, "total": 30, "input_cached_tokens": 4})
    assert normal.flags == ["cache_read_double_counted"]
    assert normal.tokens == {"input": 17, "output": 9, "cache_read": 4}


def test_output_part_double_counted() -> None:
    normal = normalise({"input": 21, "output": 9, "total": 30, "output_reasoning_tokens": 2})
    assert normal.flags == ["output_part_double_counted"]
    assert normal.tokens == {"input": 21, "output": 7, "reasoning": 2}


def test_input_part_double_counted() -> None:
    normal = normalise({"input": 21, "output": 9, "total": 30, "input_audio_tokens": 6})
    assert normal.flags == ["input_part_double_counted"]
    assert normal.tokens == {"input": 15, "output": 9, "input_audio": 6}


def test_several_kinds_double_counted_at_once() -> None:
    normal = normalise(
        {
            "input": 21,
            "output": 9,
            "total": 30,
            "input_cached_tokens": 4,
            "output_reasoning_tokens": 2,
        }
    )
    assert normal.flags == ["cache_read_double_counted", "output_part_double_counted"]
    assert normal.tokens == {"input": 17, "output": 7, "cache_read": 4, "reasoning": 2}


def test_details_by_their_path_are_inside_the_whole() -> None:
    usage = {
        "prompt_tokens": 21,
        "completion_tokens": 9,
        "prompt_tokens_details.cached_tokens": 4,
        "completion_tokens_details.reasoning_tokens": 2,
    }
    normal = normalise(usage)
    assert normal.tokens == {"input": 17, "output": 7, "cache_read": 4, "reasoning": 2}
    assert normal.wire == usage | {"total": 30}


def test_details_exceed_input() -> None:
    usage = {"prompt_tokens": 3, "prompt_tokens_details.cached_tokens": 4}
    assert flags(usage) == ["details_exceed_input"]


def test_anthropic_cache_is_never_inside_input_so_the_total_was_wrong() -> None:
    normal = normalise(
        {
            "input_tokens": 100,
            "output_tokens": 50,
            "total_tokens": 150,
            "cache_read_input_tokens": 60,
        }
    )
    assert normal.flags == ["total_excluded_cache"]
    assert normal.tokens == {"input": 100, "output": 50, "cache_read": 60}
    assert normal.wire["total"] == 210


def test_cached_tokens_that_do_not_fit_into_input_are_beside_it() -> None:
    normal = normalise({"input": 3, "output": 10, "total": 13, "cache_read_input_tokens": 1000})
    assert normal.flags == ["total_excluded_cache"]
    assert normal.tokens["cache_read"] == 1000
    assert normal.wire["total"] == 1013


def test_parts_exceed_total_without_an_explanation() -> None:
    normal = normalise({"input": 10, "output": 5, "total": 12})
    assert normal.flags == ["parts_exceed_total"]
    assert normal.wire == {"input": 10, "output": 5, "total": 12}


def test_total_exceeds_parts() -> None:
    normal = normalise({"input": 10, "output": 5, "total": 20})
    assert normal.flags == ["total_exceeds_parts"]
    assert normal.tokens == {"input": 10, "output": 5}


def test_total_zero() -> None:
    normal = normalise({"input": 10, "output": 5, "total": 0})
    assert normal.flags == ["total_zero"]
    assert normal.wire["total"] == 15


def test_the_same_number_under_two_names_counts_once() -> None:
    normal = normalise({"input": 10, "prompt_tokens": 10, "output": 5, "total": 15})
    assert normal.flags == ["repeated:prompt_tokens"]
    assert normal.tokens == {"input": 10, "output": 5}


def test_two_names_with_two_numbers_are_flagged() -> None:
    assert flags({"input": 10, "prompt_tokens": 12}) == ["conflicting:prompt_tokens"]


def test_a_name_with_zero_does_not_hide_one_with_a_number() -> None:
    assert normalise({"input": 0, "prompt_tokens": 12}).tokens == {"input": 12}


def test_anthropic_cache_writes_by_lifetime_are_not_added_to_their_sum() -> None:
    normal = normalise(
        {
            "input_tokens": 10,
            "output_tokens": 5,
            "cache_creation_input_tokens": 10,
            "cache_creation.ephemeral_5m_input_tokens": 6,
            "cache_creation.ephemeral_1h_input_tokens": 4,
        }
    )
    assert normal.tokens == {"input": 10, "output": 5, "cache_write_5m": 6, "cache_write_1h": 4}
    assert normal.flags == ["repeated:cache_creation_input_tokens"]


def test_the_remainder_of_cache_writes_beside_one_hour_writes_counts() -> None:
    usage = {"input": 10, "input_cache_creation": 6, "input_cache_creation_1h": 4}
    assert normalise(usage).tokens == {"input": 10, "cache_write_5m": 6, "cache_write_1h": 4}


def test_only_a_total_is_of_unknown_kind_unless_it_is_an_embedding() -> None:
    assert normalise({"total": 30}).tokens == {"unsplit": 30}
    assert normalise({"input": 0, "output": 0, "total": 30}).tokens == {"unsplit": 30}
    assert normalise({"total": 30}, whole_is_input=True).tokens == {"input": 30}


def test_unknown_usage_key() -> None:
    normal = normalise({"input": 10, "surprise": 5, "total": 15})
    assert normal.flags == ["unknown_usage_key:surprise"]
    assert normal.tokens == {"input": 10}


@pytest.mark.parametrize("value", [-1, 2**60, True, 1.5, "7", None])
def test_impossible_count(value: object) -> None:
    normal = normalise({"input": 3, "output": value})  # type: ignore[dict-item]
    assert normal.flags == ["impossible_count:output"]
    assert normal.wire == {"input": 3, "total": 3}


def test_units_that_are_no_tokens_are_not_in_the_total() -> None:
    normal = normalise({"input": 3, "output": 4, "web_search_requests": 2})
    assert normal.wire["total"] == 7
    assert ("web_search_requests", "web_searches", 2) in normal.parts
    assert "web_searches" not in normal.tokens


KEYS = [key for table in (WHOLE, PARTS) for keys in table.values() for key in keys]
USAGE = st.dictionaries(
    st.one_of(
        st.sampled_from(KEYS), st.sampled_from(["input", "output", "total"]), st.text(max_size=8)
    ),
    st.one_of(st.integers(-2, 40), st.integers(-(2**70), 2**70)),
    max_size=8,
)


@given(USAGE)
def test_buckets_are_exclusive_counts_that_are_never_negative(usage: dict[str, int]) -> None:
    normal = normalise(usage)
    assert all(bucket in TOKEN_BUCKETS and count > 0 for bucket, count in normal.tokens.items())
    assert all(bucket in BUCKETS and count >= 0 for _, bucket, count in normal.parts)
    assert all(count >= 0 for count in normal.wire.values())
    keys = [key for key, _, _ in normal.parts]
    assert len(keys) == len(set(keys))


@given(USAGE)
def test_every_flag_has_a_meaning(usage: dict[str, int]) -> None:
    assert all(meaning(flag) and flag.partition(":")[0] in FLAGS for flag in flags(usage))


@given(USAGE)
def test_what_is_stored_means_the_same_when_read_again(usage: dict[str, int]) -> None:
    """Explanations and corrections start from the stored map."""
    normal = normalise(usage)
    again = normalise(normal.wire)
    assert again.tokens == normal.tokens
    assert again.wire == normal.wire


@given(
    st.dictionaries(
        st.sampled_from(["input", "output", "input_cached_tokens", "output_reasoning_tokens"]),
        st.integers(0, 10**9),
        min_size=1,
    )
)
def test_the_sum_is_preserved(usage: dict[str, int]) -> None:
    normal = normalise(usage)
    assert sum(normal.tokens.values()) == sum(usage.values()) == normal.wire["total"]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_what_was_counted_twice_sums_to_the_total_after_the_repair(
    fresh: int, output: int, written: int, read: int
) -> None:
    """LiteLLM's shape for Anthropic, whatever the numbers."""
    total = fresh + written + read + output
    normal = normalise(
        {
            "input": fresh + written,
            "output": output,
            "total": total,
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": read,
        }
    )
    assert sum(normal.tokens.values()) == total
