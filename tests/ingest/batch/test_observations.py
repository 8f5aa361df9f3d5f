from __future__ import annotations

from decimal import Decimal

import pytest
from tests.ingest.batch.events import MICROS, TIME, decode, error_of, event, fields_of

END = "2026-01-01T00:00:01.123+00:00"


def generation(**body):
    return fields_of("generation-create", {"id": "g"} | body)


def reasons_of(**body):
    decoded = decode(event("generation-create", {"id": "g"} | body))
    assert decoded.answer.errors == []
    return [note.reason for note in decoded.submission.notes]


def test_every_field_of_a_generation():
    assert generation(
        traceId="t",
        name="answer",
        startTime=TIME,
        endTime=END,
        completionStartTime=END,
        parentObservationId="p",
        level="WARNING",
        statusMessage="slow",
        version="v",
        environment="prod",
        metadata={"a": 1},
        input=[1],
        output="two",
        model="gpt",
        modelParameters={"temperature": "0.3", "stop": ["a", "b"], "n": 1, "x": None},
        usageDetails={"input": 1, "output": 2},
        costDetails={"total": 0.25},
        promptName="prompt",
        promptVersion=3,
    ) == {
        "type": "GENERATION",
        "trace_id": "t",
        "name": "answer",
        "start_time": MICROS,
        "end_time": MICROS + 1_000_000,
        "completion_start_time": MICROS + 1_000_000,
        "parent_observation_id": "p",
        "level": "WARNING",
        "status_message": "slow",
        "version": "v",
        "environment": "prod",
        "metadata": {"a": 1},
        "input": "[1]",
        "output": "two",
        "model": "gpt",
        "model_parameters": {"temperature": "0.3", "stop": ["a", "b"], "n": 1, "x": None},
        "usage_details": {"input": 1, "output": 2},
        "cost_details": {"total": Decimal("0.25")},
        "prompt_name": "prompt",
        "prompt_version": 3,
    }


def test_spans_and_events_ignore_what_is_not_theirs():
    body = {"id": "o", "model": 5, "usage": "no", "endTime": TIME}
    assert fields_of("span-create", body) == {"type": "SPAN", "end_time": MICROS}
    assert fields_of("event-create", body) == {"type": "EVENT"}


def test_null_clears_name_and_model_only():
    nulls = dict.fromkeys(("name", "model", "version", "statusMessage", "parentObservationId"))
    assert generation(**nulls) == {"type": "GENERATION", "name": None, "model": None}


@pytest.mark.parametrize(
    ("sent", "micros"),
    [
        ("2026-01-01T00:00:00.123Z", MICROS),
        ("2026-01-01T00:00:00.123456Z", MICROS + 456),
        ("2026-01-01T00:00:00.123456789Z", MICROS + 456),
        ("2026-01-01T02:00:00.123+02:00", MICROS),
        ("2025-12-31T19:00:00.123-0500", MICROS),
        ("2026-01-01 00:00:00.123Z", MICROS),
    ],
)
def test_times_in_every_spelling(sent, micros):
    assert generation(startTime=sent)["start_time"] == micros


@pytest.mark.parametrize("sent", ["", "2026-01-01", "12:00", "2026-13-01T00:00:00Z", "1", "now"])
def test_other_times_are_refused(sent):
    if sent:
        assert "$.body.endTime" in error_of("span-create", {"id": "s", "endTime": sent})
    else:
        assert "end_time" not in generation(endTime=sent)


def test_a_prompt_is_a_name_and_a_version():
    for body in ({"promptName": "p"}, {"promptVersion": 1}):
        assert "promptVersion must both" in error_of("generation-create", {"id": "g"} | body)
    body = {"id": "g", "promptName": "p"}
    for version in (-1, 2**40, "1", 1.5):
        assert "$.body.promptVersion" in error_of(
            "generation-create", body | {"promptVersion": version}
        )


# --- usage


def test_legacy_usage_in_both_spellings():
    assert generation(
        usage={"input": 1, "output": 2, "total": 3, "unit": "TOKENS", "inputCost": 0.1}
    ) == {
        "type": "GENERATION",
        "usage_details": {"input": 1, "output": 2, "total": 3},
        "usage_unit": "TOKENS",
        "cost_details": {"input": Decimal("0.1")},
    }
    assert generation(usage={"promptTokens": 4, "completionTokens": 5, "totalTokens": 9}) == {
        "type": "GENERATION",
        "usage_details": {"input": 4, "output": 5, "total": 9},
    }


def test_detailed_maps_beat_legacy_usage():
    fields = generation(
        usage={"input": 19, "output": 2, "unit": "TOKENS", "totalCost": 0.5},
        usageDetails={"input": 14, "cache_read_input_tokens": 5},
        costDetails={"total": 0.25},
    )
    assert fields["usage_details"] == {"input": 14, "cache_read_input_tokens": 5}
    assert fields["cost_details"] == {"total": Decimal("0.25")}
    assert fields["usage_unit"] == "TOKENS"
    fields = generation(usage={"input": 1, "totalCost": 0.5}, usageDetails={}, costDetails={})
    assert fields["usage_details"] == {"input": 1}
    assert fields["cost_details"] == {"total": Decimal("0.5")}


def test_openai_usage_is_split_only_when_it_is_exact():
    sent = {
        "prompt_tokens": 21,
        "completion_tokens": 9,
        "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": None},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    assert generation(usageDetails=sent)["usage_details"] == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
        "total": 30,
    }
    assert generation(usageDetails=sent | {"extra": 1})["usage_details"] == {
        "prompt_tokens": 21,
        "completion_tokens": 9,
        "total_tokens": 30,
        "extra": 1,
    }
    ready = {"input": 21, "output": 9, "total": 30, "input_cached_tokens": 4}
    assert generation(usageDetails=ready)["usage_details"] == ready


def test_usage_entries_that_are_no_counts_are_dropped_and_said_so():
    sent = {"input": "12", "a": -1, "b": 1.5, "c": "many", "d": True, "e": None, "f": 2.0}
    sent |= {"g": 2**70, "h": {}}
    assert generation(usageDetails=sent)["usage_details"] == {"input": 12, "f": 2}
    reasons = reasons_of(usageDetails=sent)
    assert [reason.split("'")[1] for reason in reasons] == ["a", "b", "c", "d", "g", "h"]


def test_costs_that_are_no_amounts_are_dropped_and_said_so():
    sent = {"input": 1e-7, "output": 0, "a": -1, "b": "x", "c": True, "d": None, "e": 1e300}
    sent |= {"f": "NaN", "g": 10**400}
    assert generation(costDetails=sent)["cost_details"] == {
        "input": Decimal("1e-07"),
        "output": Decimal(0),
    }
    reasons = reasons_of(costDetails=sent)
    assert [reason.split("'")[1] for reason in reasons] == ["a", "b", "c", "e", "f", "g"]


def test_an_unknown_unit_is_dropped_and_said_so():
    assert "usage_unit" not in generation(usage={"input": 1, "unit": "PARSECS"})
    assert "PARSECS" in reasons_of(usage={"input": 1, "unit": "PARSECS"})[0]


def test_usage_of_another_type_is_refused():
    for name in ("usage", "usageDetails", "costDetails", "modelParameters"):
        assert f"$.body.{name}" in error_of("generation-create", {"id": "g", name: [1]})
