"""Every kind of gateway call becomes one complete trace under the id of its response header."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.end_to_end.scene import TRACE_HEADER, Scene
from tests.fakes.provider import TEXT
from tests.fakes.tokens import CACHED_TOKENS, OUTPUT_TOKENS, PROMPT_TOKENS

pytestmark = pytest.mark.slow

MESSAGES = [{"role": "user", "content": "Say hello in Italian"}]
CHAT = {"model": "gpt-4o-mini", "messages": MESSAGES, "temperature": 0.3, "max_tokens": 50}
CLAUDE = {"model": "claude-sonnet-4-5", "messages": MESSAGES, "max_tokens": 50}
EMBEDDING = {"model": "text-embedding-3-small", "input": "hello"}
RESPONSE = {"model": "gpt-4o-mini", "input": "Say hello in Italian"}

CALLS = {
    "chat": ("/v1/chat/completions", CHAT),
    "chat, streamed": ("/v1/chat/completions", CHAT | {"stream": True}),
    "chat with Claude": ("/v1/chat/completions", CLAUDE),
    "messages": ("/v1/messages", CLAUDE),
    "messages, streamed": ("/v1/messages", CLAUDE | {"stream": True}),
    "responses": ("/v1/responses", RESPONSE),
    "responses, streamed": ("/v1/responses", RESPONSE | {"stream": True}),
}


def the_generation(trace: dict[str, Any]) -> dict[str, Any]:
    (generation,) = trace["observations"]
    assert isinstance(generation, dict)
    return generation


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_read_back_whole(scene: Scene, name: str) -> None:
    path, body = CALLS[name]
    response = scene.call(path, body)
    assert response.status_code == 200, response.text
    trace = scene.trace_of(response)
    generation = the_generation(trace)

    assert trace["userId"] == "test-user"
    assert generation["type"] == "GENERATION"
    assert generation["level"] == "DEFAULT"
    assert generation["model"] == body["model"]
    assert "Say hello in Italian" in str(generation["input"])
    assert TEXT in str(generation["output"])
    assert generation["latency"] >= 0
    assert generation["gatewayKeyAlias"] == "test-user"
    assert generation["gatewayTeamAlias"] == "The team"
    assert generation["costSource"] == "computed"
    assert generation["calculatedTotalCost"] > 0
    assert generation["gatewayCost"] is not None
    tokens = generation["tokens"]
    assert tokens["output"] + tokens.get("reasoning", 0) == OUTPUT_TOKENS
    if body is not CLAUDE and "claude" not in str(body["model"]):
        assert tokens["input"] + tokens.get("cache_read", 0) == PROMPT_TOKENS
        assert tokens["cache_read"] == CACHED_TOKENS


def test_our_price_and_the_gateway_s_agree(scene: Scene) -> None:
    generation = the_generation(scene.trace_of(scene.call(*CALLS["chat"])))
    ours = Decimal(str(generation["calculatedTotalCost"]))
    theirs = Decimal(str(generation["gatewayCost"]))
    assert abs(ours - theirs) < Decimal("0.000001")


def test_settings_of_the_call_are_kept(scene: Scene) -> None:
    generation = the_generation(scene.trace_of(scene.call(*CALLS["chat"])))
    parameters = generation["modelParameters"]
    assert float(parameters["temperature"]) == 0.3
    assert int(parameters["max_tokens"]) == 50


def test_embeddings_are_recorded(scene: Scene) -> None:
    response = scene.call("/v1/embeddings", EMBEDDING)
    assert response.status_code == 200, response.text
    generation = the_generation(scene.trace_of(response))
    assert generation["model"] == "text-embedding-3-small"
    assert generation["tokens"]["input"] == PROMPT_TOKENS


def test_a_named_end_user_wins_over_the_key_s_owner(scene: Scene) -> None:
    trace = scene.trace_of(scene.call("/v1/chat/completions", CHAT | {"user": "customer-7"}))
    assert trace["userId"] == "customer-7"
    assert the_generation(trace)["gatewayUserId"] == "test-user"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/chat/completions", CHAT | {"model": "gpt-4o-mini-500"}, 500),
        ("/v1/chat/completions", CHAT | {"model": "gpt-4o-mini-429"}, 429),
        ("/v1/messages", CLAUDE | {"model": "claude-sonnet-4-5-500"}, 500),
        ("/v1/chat/completions", CHAT | {"model": "no-such-model"}, 400),
    ],
)
def test_a_failed_call_is_one_failed_trace(
    scene: Scene, path: str, body: dict[str, Any], status: int
) -> None:
    response = scene.call(path, body)
    assert response.status_code == status
    generation = the_generation(scene.trace_of(response))
    assert generation["level"] == "ERROR"
    assert generation["statusMessage"]


def test_a_refused_key_is_a_failed_trace_without_a_user(scene: Scene) -> None:
    response = httpx.post(
        f"{scene.gateway.url}/v1/chat/completions",
        json=CHAT,
        headers={"Authorization": "Bearer sk-wrong"},
        timeout=60,
    )
    assert response.status_code == 401
    assert response.headers[TRACE_HEADER]
    generation = the_generation(scene.trace_of(response))
    assert generation["level"] == "ERROR"


def test_the_id_a_client_sends_is_the_id_of_the_trace(scene: Scene) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = scene.gateway.user | {"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}
    response = httpx.post(
        f"{scene.gateway.url}/v1/chat/completions", json=CHAT, headers=headers, timeout=60
    )
    assert response.headers[TRACE_HEADER] == trace_id
    assert scene.trace_of(response)["id"] == trace_id


def test_calls_of_one_session_are_traces_of_their_own(scene: Scene) -> None:
    body = CHAT | {"metadata": {"session_id": "conversation-1"}}
    traces = [scene.trace_of(scene.call("/v1/chat/completions", body)) for _ in range(2)]
    assert {trace["sessionId"] for trace in traces} == {"conversation-1"}
    assert len({trace["id"] for trace in traces}) == 2
    session = scene.get("sessions/conversation-1").json()
    assert len(session["traces"]) == 2
