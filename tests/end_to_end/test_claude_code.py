"""Claude Code through the gateway: what its published gateway contract asks for, and the program
itself with its telemetry on."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.end_to_end.money import bearer, money_of
from tests.end_to_end.scene import TRACE_HEADER, Scene
from tests.end_to_end.test_calls_become_traces import the_generation
from tests.fakes.claude import SIGNATURE, THOUGHT, TOOL_USE
from tests.fakes.provider import COUNTED_TOKENS, TEXT

pytestmark = pytest.mark.slow

MODEL = "claude-sonnet-4-5"
BETAS = "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27"
AGENTS = Path(__file__).parents[2] / ".envs" / "js-agents" / "node_modules" / "@anthropic-ai"
TELEMETRY_SECONDS = 60


def body(session: str, **more: Any) -> dict[str, Any]:
    """A request as Claude Code 2.1 writes it, its long texts shortened."""
    user = {"device_id": "d" * 64, "account_uuid": "", "session_id": session}
    return {
        "model": MODEL,
        "max_tokens": 32_000,
        "system": [
            {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.332.1c9;"},
            {
                "type": "text",
                "text": "You're a helpful agent.",
                "cache_control": {"type": "ephemeral"},
            },
        ],
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Is it warm in Paris?"}]}
        ],
        "tools": [
            {
                "name": "weather",
                "description": "Tells the weather",
                "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
            }
        ],
        "thinking": {"type": "enabled", "budget_tokens": 31_999},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "metadata": {"user_id": json.dumps(user)},
    } | more


def headers(session: str, secret: str, **more: str) -> dict[str, str]:
    return {
        "user-agent": "claude-cli/2.1.332 (external, sdk-cli)",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": BETAS,
        "x-app": "cli",
        "x-claude-code-session-id": session,
        **bearer(secret),
        **more,
    }


def send(
    scene: Scene, sent: dict[str, Any], session: str, secret: str, **more: str
) -> httpx.Response:
    answer = httpx.post(
        f"{scene.gateway.url}/v1/messages?beta=true",
        json=sent,
        headers=headers(session, secret, **more),
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module")
def secret(scene: Scene) -> str:
    with money_of(scene) as money:
        return money.key("laptop", user_id="anna")[1]


@pytest.fixture
def session() -> str:
    return str(uuid.uuid4())


def test_what_it_sends_reaches_the_model(scene: Scene, secret: str, session: str) -> None:
    sent = body(session)
    send(scene, sent, session, secret)
    path, got = scene.provider.calls[-1]
    assert path == "/v1/messages"
    assert got | {"stream": True} == sent | {"stream": True}
    upstream = scene.provider.headers[-1]
    assert upstream["anthropic-version"] == "2023-06-01"
    assert set(BETAS.split(",")) <= set(upstream["anthropic-beta"].split(","))
    assert upstream["x-api-key"] == "sk-provider"
    assert secret not in str(upstream)


@pytest.mark.parametrize("stream", [False, True])
def test_a_turn_with_thinking_and_a_tool(
    scene: Scene, secret: str, session: str, stream: bool
) -> None:
    first = send(scene, body(session, stream=stream), session, secret)
    for piece in (THOUGHT, SIGNATURE, "tool_use", "toolu_fake"):
        assert piece in first.text
    trace = scene.trace_of(first)
    assert (trace["name"], trace["sessionId"], trace["userId"]) == ("claude-code", session, "anna")
    call = the_generation(trace)
    assert call["input"]["messages"][0]["role"] == "system"
    assert "You're a helpful agent." in str(call["input"]["messages"][0])
    assert "weather" in str(call["input"]["tools"])
    assert THOUGHT in str(call["output"])
    assert call["toolCallNames"] == ["weather"]
    prices = {"input": "0.000003", "cache_read": "0.0000003", "cache_write_5m": "0.00000375"}
    tokens = {name: call["tokens"][name] for name in prices}
    assert tokens == {"input": 12, "cache_read": 5, "cache_write_5m": 3}
    cost = sum((Decimal(prices[name]) * count for name, count in tokens.items()), Decimal(0))
    cost += Decimal("0.000015") * call["tokens"]["output"]
    assert Decimal(str(call["calculatedTotalCost"])) == cost

    turns = [
        *body(session)["messages"],
        {"role": "assistant", "content": [TOOL_USE]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": TOOL_USE["id"], "content": "warm"}],
        },
    ]
    second = send(scene, body(session, messages=turns, stream=stream), session, secret)
    after = scene.trace_of(second)
    assert after["id"] != trace["id"]
    assert after["sessionId"] == session
    assert TEXT in str(the_generation(after)["output"])


def test_sub_agents_are_told_apart(scene: Scene, secret: str, session: str) -> None:
    named = {"x-claude-code-agent-id": "a-2", "x-claude-code-parent-agent-id": "a-1"}
    own = the_generation(scene.trace_of(send(scene, body(session), session, secret)))
    sub = the_generation(scene.trace_of(send(scene, body(session), session, secret, **named)))
    assert (sub["metadata"]["agent_id"], sub["metadata"]["parent_agent_id"]) == ("a-2", "a-1")
    assert "agent_id" not in own["metadata"]


def test_tokens_are_counted_by_the_provider(scene: Scene, secret: str, session: str) -> None:
    asked = body(session)
    del asked["max_tokens"], asked["metadata"]
    answer = httpx.post(
        f"{scene.gateway.url}/v1/messages/count_tokens?beta=true",
        json=asked,
        headers=headers(session, secret),
        timeout=60,
    )
    assert answer.json()["input_tokens"] == COUNTED_TOKENS
    assert TRACE_HEADER not in answer.headers


def test_models_are_discovered_and_called_by_their_listed_names(scene: Scene, session: str) -> None:
    with money_of(scene) as money:
        secret = money.key("picker", models=["gpt-4o-mini", "claude-sonnet-4-5"])[1]
    listed = httpx.get(
        f"{scene.gateway.url}/v1/models",
        params={"limit": 1000},
        headers=headers(session, secret) | {"user-agent": "claude-code/2.1.332"},
        timeout=60,
        follow_redirects=False,
    )
    assert listed.status_code == 200, listed.text
    found = {each["display_name"]: each["id"] for each in listed.json()["data"]}
    assert sorted(found) == ["claude-sonnet-4-5", "gpt-4o-mini"]
    for name, model in found.items():
        assert "claude" in model  # it shows no others
        called = send(scene, body(session, model=model, tools=[]), session, secret)
        assert the_generation(scene.trace_of(called))["model"] == name


@pytest.fixture(scope="module")
def program() -> Path:
    found = next(AGENTS.glob("claude-code-*/claude"), None)
    assert found is not None, f"no Claude Code in {AGENTS}: run `make sdks`"
    return found


def test_the_program_itself(scene: Scene, secret: str, program: Path, tmp_path: Path) -> None:
    pair = base64.b64encode(":".join(scene.server.auth).encode()).decode()
    (tmp_path / "work").mkdir()
    done = subprocess.run(
        [program, "-p", "Say hello in Italian", "--model", MODEL, "--output-format", "json"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "ANTHROPIC_BASE_URL": scene.gateway.url,
            "ANTHROPIC_AUTH_TOKEN": secret,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
            "OTEL_METRICS_EXPORTER": "otlp",
            "OTEL_LOGS_EXPORTER": "otlp",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"{scene.server.url}/api/public/otel",
            "OTEL_EXPORTER_OTLP_HEADERS": f"Authorization=Basic {pair}",
            "OTEL_LOG_USER_PROMPTS": "1",
        },
        cwd=tmp_path / "work",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["result"] == TEXT
    session = told["session_id"]
    telemetry = telemetry_of(scene, session)
    names = telemetry["eventCounts"]
    assert names["claude_code.user_prompt"] == names["claude_code.api_request"] == 1
    (trace,) = scene.get("traces", sessionId=session).json()["data"]
    assert (trace["name"], trace["userId"]) == ("claude-code", "anna")
    call = the_generation(scene.get(f"traces/{trace['id']}").json())
    assert "Say hello in Italian" in str(call["input"])
    assert call["gatewayKeyAlias"] == "laptop"
    spent = Decimal(str(telemetry["totals"]["cost"]))
    assert round(spent, 9) == round(Decimal(str(call["calculatedTotalCost"])), 9)


def telemetry_of(scene: Scene, session: str) -> dict[str, Any]:
    """What the session's page joins to its traces, once there is a trace and the cost is told."""
    deadline = time.monotonic() + TELEMETRY_SECONDS
    while True:
        found: dict[str, Any] = scene.get(f"sessions/{session}/telemetry").json()
        if found.get("traceCount") and found["totals"]["source"] == "metrics":
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
