"""Virtual keys, limits and budgets with a real LiteLLM: who spent what, and nobody spends more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.end_to_end.money import Money, bearer, money_of, traced_cost, wait_until_traced
from tests.end_to_end.scene import TRACE_HEADER, Scene
from tests.end_to_end.test_calls_become_traces import CALLS, CHAT, CLAUDE, EMBEDDING, the_generation

pytestmark = pytest.mark.slow

CLIENTS = 16
FRESH_SECONDS = 6
"""How long the gateway goes on with what it knows of a key."""


@pytest.fixture(scope="module")
def money(scene: Scene) -> Iterator[Money]:
    with money_of(scene) as made:
        yield made


def call(
    scene: Scene, secret: str, path: str, body: dict[str, Any], **headers: str
) -> httpx.Response:
    return httpx.post(
        scene.gateway.url + path, json=body, headers=bearer(secret) | headers, timeout=120
    )


def test_a_key_s_and_its_user_s_spend_are_those_of_their_priced_traces(
    scene: Scene, money: Money
) -> None:
    key, secret = money.key("spender", user_id="anna", tags=["cost-centre-7"])
    other, other_secret = money.key("spender-2", user_id="anna")
    made = [call(scene, secret, path, body) for path, body in CALLS.values()]
    made += [call(scene, secret, "/v1/embeddings", EMBEDDING)]
    made += [call(scene, other_secret, "/v1/chat/completions", CHAT)]
    traces = []
    for response in made:
        assert response.status_code == 200, response.text
        trace = scene.trace_of(response)
        generation = the_generation(trace)
        assert trace["userId"] == "anna"
        assert generation["gatewayKeyHash"] in (key.id, other.id)
        assert generation["gatewayUserId"] == "anna"
        traces.append(Decimal(str(generation["calculatedTotalCost"])))
    assert "cost-centre-7" in scene.trace_of(made[0])["tags"]
    money.wait_until_spent("key", key.id, sum(traces[:-1], Decimal(0)))
    money.wait_until_spent("key", other.id, traces[-1])
    money.wait_until_spent("user", "anna", sum(traces, Decimal(0)))
    money.wait_until_spent("tag", "cost-centre-7", sum(traces[:-1], Decimal(0)))
    assert traced_cost(scene, userId="anna") == (sum(traces, Decimal(0)), len(traces))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("path", "body"), [("/v1/chat/completions", CHAT), ("/v1/messages", CLAUDE)]
)
def test_a_hard_budget_stops_sixteen_clients_within_the_calls_on_their_way(
    scene: Scene, money: Money, path: str, body: dict[str, Any], stream: bool
) -> None:
    name = f"budgeted-{body['model']}-{stream}"
    key, secret = money.key(name, user_id=name)
    one = call(scene, secret, path, body | {"stream": stream})
    price = Decimal(str(the_generation(scene.trace_of(one))["calculatedTotalCost"]))
    money.budget("user", name, str(price * 30))
    time.sleep(FRESH_SECONDS)
    deadline = time.monotonic() + 120

    def client(_: int) -> int:
        answered = 0
        while answered < 20:
            response = call(scene, secret, path, body | {"stream": stream})
            if response.status_code == 429:
                if response.json()["error"]["code"] == "budget_exceeded":
                    return answered
                assert "x-should-retry" not in response.headers, response.text
                assert time.monotonic() < deadline, response.text
                time.sleep(int(response.headers["retry-after"]))
                continue
            assert response.status_code == 200, response.text
            answered += 1
        raise AssertionError("never refused")

    with ThreadPoolExecutor(CLIENTS) as pool:
        answered = 1 + sum(pool.map(client, range(CLIENTS)))
    assert 30 <= answered <= 30 + CLIENTS
    money.wait_until_spent("key", key.id, price * answered)
    wait_until_traced(scene, (price * answered, answered), userId=name)

    refused = call(scene, secret, path, body)
    assert refused.status_code == 429
    error = refused.json()["error"]
    assert "budget" in error["message"]
    assert error["code"] == "budget_exceeded"
    assert error["resets_at"].endswith("-01T00:00:00.000Z")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["x-should-retry"] == "false"
    anthropic = path == "/v1/messages"
    assert refused.json().get("type") == ("error" if anthropic else None)
    assert error["type"] == ("rate_limit_error" if anthropic else "insufficient_quota")
    trace = scene.trace_of(refused)
    generation = the_generation(trace)
    assert (trace["userId"], generation["level"]) == (name, "ERROR")
    assert "budget" in generation["statusMessage"]
    assert generation["gatewayKeyAlias"] == name


def test_a_soft_budget_warns_in_a_header(scene: Scene, money: Money) -> None:
    _, secret = money.key("warned", user_id="warned")
    money.budget("user", "warned", None, soft="0.000001")
    response = call(scene, secret, "/v1/chat/completions", CHAT)
    assert response.status_code == 200
    cost = the_generation(scene.trace_of(response))["calculatedTotalCost"]
    money.wait_until_spent("user", "warned", Decimal(str(cost)))
    warned = call(scene, secret, "/v1/chat/completions", CHAT)
    assert warned.status_code == 200
    assert "soft limit" in warned.headers["x-gatelight-budget-warning"]


def test_models_are_allowed_for_each_key(scene: Scene, money: Money) -> None:
    _, secret = money.key("narrow", user_id="narrow", models=["gpt-4o-*", "text-embedding-3-small"])
    assert call(scene, secret, "/v1/chat/completions", CHAT).status_code == 200
    for path, body in (("/v1/chat/completions", CLAUDE), ("/v1/messages", CLAUDE)):
        refused = call(scene, secret, path, body)
        assert refused.status_code == 403, refused.text
        assert "claude-sonnet-4-5 is not allowed" in refused.json()["error"]["message"]
        generation = the_generation(scene.trace_of(refused))
        assert (generation["level"], generation["gatewayUserId"]) == ("ERROR", "narrow")


def test_requests_a_minute(scene: Scene, money: Money) -> None:
    _, secret = money.key("slow", requests_per_minute=2)
    while time.time() % 60 > 50:
        time.sleep(0.5)
    codes = [call(scene, secret, "/v1/chat/completions", CHAT).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = call(scene, secret, "/v1/chat/completions", CHAT)
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "x-should-retry" not in refused.headers
    assert refused.json()["error"]["code"] == "requests_per_minute"


def test_blocked_keys_are_refused_with_their_name_in_the_trace(scene: Scene, money: Money) -> None:
    key, secret = money.key("blocked", user_id="bert")
    assert call(scene, secret, "/v1/chat/completions", CHAT).status_code == 200
    money.change("blocked", blocked=True)
    time.sleep(FRESH_SECONDS)
    for path, body in (("/v1/chat/completions", CHAT), ("/v1/messages", CLAUDE)):
        refused = call(scene, secret, path, body)
        assert refused.status_code == 403, refused.text
        assert refused.json()["error"]["message"] == "Key blocked is blocked."
        generation = the_generation(scene.trace_of(refused))
        assert (generation["level"], generation["gatewayKeyHash"]) == ("ERROR", key.id)
    listed = httpx.get(scene.gateway.url + "/v1/models", headers=bearer(secret), timeout=30)
    assert listed.status_code == 403


def test_a_call_id_sent_by_the_caller_does_not_make_two_calls_one(
    scene: Scene, money: Money
) -> None:
    key, secret = money.key("clever")
    traces = [
        scene.trace_of(
            call(scene, secret, "/v1/chat/completions", CHAT, **{"x-litellm-call-id": "same"})
        )
        for _ in range(2)
    ]
    costs = [Decimal(str(the_generation(trace)["calculatedTotalCost"])) for trace in traces]
    money.wait_until_spent("key", key.id, sum(costs, Decimal(0)))


def test_the_start_check_costs_nobody_anything(scene: Scene, money: Money) -> None:
    assert money.spent("key", "litellm_proxy_master_key") == 0
    response = scene.call("/v1/chat/completions", CHAT, key="master")
    assert response.headers[TRACE_HEADER]
    cost = Decimal(str(the_generation(scene.trace_of(response))["calculatedTotalCost"]))
    money.wait_until_spent("key", "litellm_proxy_master_key", cost)
