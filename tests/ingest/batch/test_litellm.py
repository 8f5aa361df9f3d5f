"""LiteLLM's JSON batches: the repairs themselves are tested with the convention."""

from __future__ import annotations

from decimal import Decimal

from tests.ingest.batch.events import TIME, decode, event

SESSION = "7b0c5a80-0d6e-4f0c-9a51-3f5e4b1a2c3d"
HEX_SESSION = SESSION.replace("-", "")


def call(n: int, trace_id: str, *, user: str | None = None, **metadata):
    """The two events of one call, as SDK 2.60 sends them for LiteLLM 1.102."""
    trace = {"id": trace_id, "timestamp": TIME, "name": "litellm-acompletion", "userId": user}
    trace |= {"sessionId": SESSION, "input": {"messages": []}, "tags": ["User-Agent: curl"]}
    generation = {
        "id": f"time-00-00-0{n}_chatcmpl",
        "traceId": trace_id,
        "name": "litellm-acompletion",
        "startTime": TIME,
        "endTime": TIME,
        "model": "openai/gpt-4o-mini",
        "modelParameters": {"temperature": "0.3", "stream": False},
        "usage": {"input": 19, "output": 2, "unit": "TOKENS", "totalCost": 0.25},
        "usageDetails": {"input": 14, "output": 2, "cache_read_input_tokens": 5},
        "metadata": {"user_api_key_alias": "team-key", "user_api_key_user_id": "ann"} | metadata,
        "level": "DEFAULT",
    }
    return (
        event("trace-create", trace, id=f"t{n}"),
        event("generation-create", generation, id=f"g{n}"),
    )


def patches_of(*events, **envelope):
    decoded = decode(*events, **envelope)
    assert decoded.answer.errors == []
    traces = [p for p in decoded.submission.patches if not p.fields.get("type")]
    calls = [p for p in decoded.submission.patches if p.fields.get("type")]
    return traces, calls


def test_a_call_is_repaired_with_its_trace():
    (trace,), (generation,) = patches_of(
        *call(1, "free text"), metadata={"sdk_integration": "litellm"}
    )
    assert generation.fields["gateway_key_alias"] == "team-key"
    assert generation.fields["gateway_cost"] == Decimal("0.25")
    assert generation.fields["model"] == "gpt-4o-mini"
    assert generation.fields["trace_id"] == trace.id == "free text"
    assert trace.fields["user_id"] == "ann", "the key's owner when no end user is named"


def test_calls_are_recognised_by_their_metadata_alone():
    _, (generation,) = patches_of(*call(1, "t"))
    assert generation.fields["model"] == "gpt-4o-mini"


def test_other_senders_are_left_alone():
    body = {"id": "g", "traceId": "t", "model": "openai/gpt-4o-mini", "costDetails": {"total": 1}}
    _, (generation,) = patches_of(event("generation-create", body))
    assert generation.fields["model"] == "openai/gpt-4o-mini"
    assert "gateway_cost" not in generation.fields


def test_calls_of_one_session_in_one_batch_keep_their_own_trace():
    traces, calls = patches_of(
        *call(1, HEX_SESSION, user="ann", litellm_call_id="call-1"),
        *call(2, HEX_SESSION, user="bob", litellm_call_id="call-2"),
    )
    assert len({trace.id for trace in traces}) == 2
    users = {trace.id: trace.fields["user_id"] for trace in traces}
    by_call = {c.fields["gateway_call_id"]: users[c.fields["trace_id"]] for c in calls}
    assert by_call == {"call-1": "ann", "call-2": "bob"}
