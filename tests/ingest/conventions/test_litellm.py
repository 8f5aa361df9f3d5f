"""LiteLLM's spans as measured, each repair, and its plumbing."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest
from tests.ingest.otlp.exports import START, Export, one

from gatelight.core.patch import ObservationPatch, Origin, TracePatch
from gatelight.ingest.conventions import litellm
from gatelight.ingest.otlp import model
from gatelight.ingest.otlp.spans import patches_of

META = "langfuse.observation.metadata."
CALL_ID = "0b4e9cbd-6d3f-4f2a-9a55-0d5f36f1c001"
CALL = {
    "langfuse.observation.type": "generation",
    "langfuse.observation.level": "DEFAULT",
    "langfuse.observation.input": '{"messages":[{"role":"user","content":"hi"}]}',
    "langfuse.observation.output": '{"role":"assistant","content":"hello"}',
    "langfuse.observation.model.name": "openai/gpt-4o-mini",
    "langfuse.observation.model.parameters": '{"stream":false,"extra_body":"{}"}',
    "langfuse.observation.usage_details": '{"input":14,"output":5,"total":19,'
    '"cache_creation_input_tokens":0,"cache_read_input_tokens":0}',
    "langfuse.observation.cost_details": '{"total":0.00000525}',
    "langfuse.observation.completion_start_time": '"2025-10-09T08:53:21.000000Z"',
    META + "user_api_key_hash": "abc123",
    META + "user_api_key_alias": "ann-key",
    META + "user_api_key_user_id": "ann",
    META + "user_api_key_team_id": "t1",
    META + "user_api_key_team_alias": "red",
    META + "litellm_call_id": CALL_ID,
    META + "litellm_response_cost": 0.00000525,
    META + "user_agent": "curl/8",
    "langfuse.trace.name": "litellm-acompletion",
    "langfuse.trace.tags": ["User-Agent: curl"],
}
FAILURE = {
    **{key: value for key, value in CALL.items() if "usage" not in key and "cost" not in key},
    "langfuse.observation.level": "ERROR",
    "langfuse.observation.status_message": "upstream is on fire",
    "langfuse.observation.output": "upstream is on fire",
}


def call(**changes):
    attributes = {**CALL, **{key.replace("__", "."): value for key, value in changes.items()}}
    return one(attributes, name="litellm:ann-key", scope="langfuse-sdk", sdk_name="python")


def spans_of(*sent, scope="langfuse-sdk", resource=None):
    """Spans with ids of their own choice: (trace, id, parent, name, attributes)."""
    spans = [
        model.Span(trace, id, parent, name, START * 1000, (START + 5) * 1000, attributes)
        for trace, id, parent, name, attributes in sent
    ]
    group = model.ScopeGroup(resource or {}, scope, "", {}, spans)
    patches, _ = patches_of([group], project_id="p", origin=Origin(), now=START)
    observations = [patch for patch in patches if isinstance(patch, ObservationPatch)]
    return observations, [patch for patch in patches if isinstance(patch, TracePatch)]


def test_a_call_through_the_gateway():
    decoded = call()
    fields = decoded.only
    assert fields["model"] == "gpt-4o-mini"
    assert fields["metadata"]["litellm_model"] == "openai/gpt-4o-mini"
    assert fields["usage_details"]["input"] == 14
    assert {key: value for key, value in fields.items() if key.startswith("gateway_")} == {
        "gateway_key_alias": "ann-key",
        "gateway_key_hash": "abc123",
        "gateway_user_id": "ann",
        "gateway_team_id": "t1",
        "gateway_team_alias": "red",
        "gateway_call_id": CALL_ID,
        "gateway_cost": Decimal("0.00000525"),
    }
    assert "cost_details" not in fields
    assert "completion_start_time" not in fields
    assert decoded.trace["user_id"] == "ann"
    assert decoded.trace["name"] == "litellm-acompletion"


def test_end_user_beats_the_keys_owner():
    assert call(user__id="carol").trace["user_id"] == "carol"


def test_master_key_owner_is_shown():
    attributes = {**CALL, META + "user_api_key_user_id": "default_user_id"}
    assert one(attributes, scope="langfuse-sdk").trace["user_id"] == "default_user_id"


def test_owner_does_not_rename_the_user_of_a_continued_trace():
    attributes = {**CALL, "langfuse.trace.tags": ["x"]}
    _, traces = spans_of(("t", "s", "parent", "call", attributes))
    assert "user_id" not in traces[0].fields


def test_first_token_of_a_stream_is_kept():
    fields = call(**{"langfuse__observation__model__parameters": '{"stream":true}'}).only
    assert fields["completion_start_time"] == START + 1_000_000


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("openrouter/anthropic/claude-3", "anthropic/claude-3"),
        ("my-team/my-model", "my-team/my-model"),
        ("gpt-4o", "gpt-4o"),
    ],
)
def test_provider_prefix(name, stored):
    assert call(langfuse__observation__model__name=name).only["model"] == stored


def test_price_unknown_to_litellm_is_no_price():
    attributes = {
        **CALL,
        META + "litellm_response_cost": 0.0,
        "langfuse.observation.cost_details": '{"total":0.0}',
    }
    assert "gateway_cost" not in one(attributes, scope="langfuse-sdk").only
    cached = {**attributes, META + "cache_hit": True}
    assert one(cached, scope="langfuse-sdk").only["gateway_cost"] == 0


def test_usage_of_streamed_responses():
    usage = {
        "input_tokens": 12,
        "output_tokens": 7,
        "total_tokens": 19,
        "input_tokens_details": {"cached_tokens": 2, "audio_tokens": None},
        "output_tokens_details": {"reasoning_tokens": 3},
        "cost": None,
    }
    attributes = {
        **CALL,
        "langfuse.observation.usage_details": '{"input":0,"output":0,"total":0}',
        META + "usage_object": json.dumps(usage),
    }
    assert one(attributes, scope="langfuse-sdk").only["usage_details"] == {
        "input": 10,
        "input_cached_tokens": 2,
        "output": 4,
        "output_reasoning_tokens": 3,
        "total": 19,
    }


def test_failures_logged_two_and_three_times_are_one():
    observations, _ = spans_of(
        ("a" * 32, "1" * 16, "", "call", FAILURE),
        ("a" * 32, "2" * 16, "", "call", FAILURE),
        ("a" * 32, "3" * 16, "", "call", FAILURE),
    )
    assert len({patch.id for patch in observations}) == 1
    other = {**FAILURE, META + "litellm_call_id": "another"}
    more, _ = spans_of(("a" * 32, "4" * 16, "", "call", other))
    assert more[0].id != observations[0].id
    good, _ = spans_of(("a" * 32, "5" * 16, "", "call", CALL))
    assert good[0].id == "5" * 16


def test_error_text_is_not_the_output_too():
    decoded = one(FAILURE, scope="langfuse-sdk")
    assert "output" not in decoded.only
    assert "output" not in decoded.trace
    assert decoded.only["status_message"] == "upstream is on fire"


def test_messages_leaked_into_the_parameters():
    parameters = '{"messages":"[{}]","temperature":1}'
    attributes = {**FAILURE, "langfuse.observation.model.parameters": parameters}
    assert one(attributes, scope="langfuse-sdk").only["model_parameters"] == {"temperature": 1}


def test_every_call_of_a_session_gets_its_own_trace():
    shared = hashlib.sha256(b"sess-1").hexdigest()[:32]
    attributes = {**CALL, "session.id": "sess-1"}
    other = {**attributes, META + "litellm_call_id": "other"}
    observations, traces = spans_of(
        (shared, "1" * 16, "", "call", attributes), (shared, "2" * 16, "", "call", other)
    )
    assert [patch.id for patch in traces] == [
        CALL_ID.replace("-", ""),
        hashlib.sha256(b"other").hexdigest()[:32],
    ]
    assert [patch.fields["trace_id"] for patch in observations] == [patch.id for patch in traces]
    assert [patch.fields["session_id"] for patch in traces] == ["sess-1", "sess-1"]


def test_a_trace_the_caller_named_is_not_split():
    session = "5" * 32
    named = {
        **CALL,
        "session.id": session,
        META + "requester_metadata": '{"headers":{"x-litellm-trace-id":"5"}}',
    }
    _, traces = spans_of((session, "1" * 16, "", "call", named))
    assert traces[0].id == session
    _, traces = spans_of(("6" * 32, "1" * 16, "", "call", {**CALL, "session.id": session}))
    assert traces[0].id == "6" * 32


SESSION = "9d2e3c54-6a5f-4c8e-8a77-1f0c5e1b2a33"


@pytest.mark.parametrize(
    ("sent", "user"),
    [
        (f"user_{'ab' * 32}_account_{'1' * 8}-2-3-4-5_session_{SESSION}", "11111111-2-3-4-5"),
        (f"user_{'ab' * 32}_account__session_{SESSION}", "ann"),
        (f"someone_session_{SESSION}", "someone"),
        (json.dumps({"device_id": "d", "account_uuid": "a", "session_id": SESSION}), "a"),
        (json.dumps({"device_id": "d", "account_uuid": "", "session_id": SESSION}), "ann"),
    ],
)
def test_claude_code_users(sent, user):
    trace_id = SESSION.replace("-", "")
    _, traces = spans_of((trace_id, "1" * 16, "", "call", {**CALL, "user.id": sent}))
    assert traces[0].fields["user_id"] == user
    assert traces[0].fields["session_id"] == SESSION
    assert traces[0].id == CALL_ID.replace("-", "")


def test_claude_code_without_account_and_key_is_its_device():
    nobody = {key: value for key, value in CALL.items() if "user_api_key" not in key}
    sent = json.dumps({"device_id": "d", "account_uuid": "", "session_id": SESSION})
    _, traces = spans_of(
        (SESSION.replace("-", ""), "1" * 16, "", "call", nobody | {"user.id": sent})
    )
    assert traces[0].fields["user_id"] == "d"


def test_sub_agents_are_named_by_their_headers():
    headers = {
        "x-claude-code-agent-id": "a2",
        "x-claude-code-parent-agent-id": "a1",
        "x-app": "cli",
    }
    sent = {META + "requester_custom_headers": json.dumps(headers)}
    metadata = one({**CALL, **sent}, name="call", scope="langfuse-sdk").only["metadata"]
    assert (metadata["agent_id"], metadata["parent_agent_id"]) == ("a2", "a1")
    assert "agent_id" not in call().only["metadata"]


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        ("Be brief.", "Be brief."),
        ("[{'type': 'text', 'text': \"It's\"}]", [{"type": "text", "text": "It's"}]),
        ([{"type": "text", "text": "x"}], [{"type": "text", "text": "x"}]),
        ("[{'type': broken", "[{'type': broken"),
        ("[{" * 5000, "[{" * 5000),
    ],
)
def test_the_system_prompt_is_the_first_message(sent, content):
    parameters = json.dumps({"max_tokens": 5, "system": sent})
    fields = call(**{"langfuse.observation.model.parameters": parameters}).only
    assert json.loads(fields["input"])["messages"] == [
        {"role": "system", "content": content},
        {"role": "user", "content": "hi"},
    ]
    assert fields["model_parameters"] == {"max_tokens": 5}


def test_a_system_prompt_without_messages_stays_a_parameter():
    changes = {
        "langfuse.observation.model.parameters": '{"system":"Be brief."}',
        "langfuse.observation.input": '"text"',
    }
    assert call(**changes).only["model_parameters"] == {"system": "Be brief."}


@pytest.mark.parametrize("sent", ["plain", "my_session_1", '{"a":1}', '{"session_id":5}'])
def test_other_user_ids_stay(sent):
    assert call(user__id=sent).trace["user_id"] == sent


def test_langfuse_otel_callback():
    export = Export({"service.name": "litellm", "deployment.environment": "production"})
    root = export.span(
        "litellm_request",
        {
            "langfuse.observation.type": "generation",
            "openinference.span.kind": "LLM",
            "llm.model_name": "gpt-4o-mini",
            "llm.token_count.prompt": 14,
            "llm.token_count.completion": 5,
            "llm.token_count.total": 19,
            "llm.cost.total": 0.001,
            "llm.invocation_parameters": '{"temperature":0.3}',
            "langfuse.observation.input": "in",
            "langfuse.observation.output": "out",
            "langfuse.trace.tags": '["a","b"]',
            "user.id": "ann",
            "metadata": '{"user_api_key_alias":"k","user_api_key_hash":"h","litellm.trace_id":"x"}',
        },
        scope="litellm",
    )
    export.span(
        "raw_gen_ai_request", {"llm.openai.messages": "again"}, parent=root, scope="litellm"
    )
    export.span("litellm_request", {"llm.None.messages": "again"}, parent=root, scope="litellm")
    decoded = export.decode()
    fields = decoded.only
    assert fields["usage_details"] == {"input": 14, "output": 5, "total": 19}
    assert fields["gateway_cost"] == Decimal("0.001")
    assert "cost_details" not in fields
    assert fields["gateway_key_alias"] == "k"
    assert fields["metadata"]["user_api_key_hash"] == "h"
    assert fields["environment"] == "production"
    assert decoded.trace["tags"] == ["a", "b"]
    assert decoded.trace["user_id"] == "ann"


def test_otel_callback_plumbing_is_folded():
    export = Export({"service.name": "litellm"})
    served = export.span("POST /v1/chat/completions", {}, scope="fastapi")
    received = export.span("Received Proxy Server Request", {}, parent=served, scope="litellm")
    export.span("auth", {}, parent=received, scope="litellm")
    request = export.span(
        "litellm_request",
        {
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.usage.input_tokens": 3,
            "gen_ai.cost.total_cost": 0.5,
            "gen_ai.input.messages": "[]",
            "litellm.call_id": CALL_ID,
            "metadata.user_api_key_user_id": "ann",
        },
        parent=received,
        scope="litellm",
    )
    export.span("raw_gen_ai_request", {"llm.openai.x": "1"}, parent=request, scope="litellm")
    export.span("GET /health", {}, scope="fastapi")
    decoded = export.decode()
    fields = decoded.only
    assert fields["name"] == "litellm_request"
    assert "parent_observation_id" not in fields
    assert fields["gateway_call_id"] == CALL_ID
    assert fields["gateway_cost"] == Decimal("0.5")
    assert decoded.trace["user_id"] == "ann"


def test_otel_callback_call_whose_parent_comes_later_is_a_root():
    attributes = {"gen_ai.request.model": "gpt-4o"}
    sent = ("a" * 32, "1" * 16, "f" * 16, "litellm_request", attributes)
    observations, traces = spans_of(sent, scope="litellm")
    assert "parent_observation_id" not in observations[0].fields
    assert traces[0].fields["name"] == "litellm_request"


def test_spans_of_other_applications_are_not_folded():
    export = Export({"service.name": "shop"})
    export.span("auth", {}, scope="fastapi")
    assert export.decode().only["name"] == "auth"


def test_json_batch_generation():
    fields = {
        "type": "GENERATION",
        "level": "ERROR",
        "status_message": "no",
        "output": "no",
        "start_time": START,
        "model": "azure/gpt-4o",
        "cost_details": {"total": Decimal("0.1")},
        "metadata": {"user_api_key_hash": "h", "user_api_key_user_id": "ann", "hidden_params": {}},
    }
    trace = {"name": "litellm-acompletion", "output": "no"}
    first = litellm.repair("sess-1", "id-1", dict(fields), dict(trace))
    second = litellm.repair("sess-1", "id-2", dict(fields), None)
    assert first.observation_id == second.observation_id != "id-1"
    assert first.fields["model"] == "gpt-4o"
    assert first.fields["gateway_cost"] == Decimal("0.1")
    assert first.trace == {"name": "litellm-acompletion", "user_id": "ann"}
    assert (first.trace_id, second.trace) == ("sess-1", None)
