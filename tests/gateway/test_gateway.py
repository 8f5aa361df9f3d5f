"""A real LiteLLM behind our middleware: one id everywhere, users named, nothing leaks."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import httpx
import pytest
from tests.fakes.capture import CapturedSpan, CaptureServer
from tests.fakes.serve import serving
from tests.gateway.running import VENV

from gatelight.core.gateway_keys import new_key
from gatelight.gateway.keys import GatewayKey, put_key
from gatelight.gateway.runtime.gatelight_runtime.guard import REFUSED_NAMES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gateway")]

HEADER = "x-gatelight-trace-id"
HELLO = [{"role": "user", "content": "hello"}]
CHAT, MESSAGES, RESPONSES = "/v1/chat/completions", "/v1/messages", "/v1/responses"


def chat(model: str = "gpt-4o-mini", **more: Any) -> tuple[str, dict[str, Any]]:
    return CHAT, {"model": model, "messages": HELLO, **more}


def messages(model: str = "claude-sonnet-4-5", **more: Any) -> tuple[str, dict[str, Any]]:
    return MESSAGES, {"model": model, "messages": HELLO, "max_tokens": 16, **more}


def responses(model: str = "gpt-4o-mini", **more: Any) -> tuple[str, dict[str, Any]]:
    return RESPONSES, {"model": model, "input": "hello", **more}


def embeddings(**more: Any) -> tuple[str, dict[str, Any]]:
    return "/v1/embeddings", {"model": "text-embedding-3-small", "input": "hello", **more}


CALLS = {
    "chat": (chat(), 200, "DEFAULT"),
    "chat-stream": (chat(stream=True), 200, "DEFAULT"),
    "chat-on-claude": (chat("claude-sonnet-4-5"), 200, "DEFAULT"),
    "messages": (messages(), 200, "DEFAULT"),
    "messages-stream": (messages(stream=True), 200, "DEFAULT"),
    "messages-on-openai": (messages("gpt-4o-mini"), 200, "DEFAULT"),
    "responses": (responses(), 200, "DEFAULT"),
    "responses-stream": (responses(stream=True), 200, "DEFAULT"),
    "embeddings": (embeddings(), 200, "DEFAULT"),
    "completions": (
        ("/v1/completions", {"model": "gpt-4o-mini", "prompt": "hello"}),
        200,
        "DEFAULT",
    ),
    "azure-path": (
        ("/openai/deployments/gpt-4o-mini/chat/completions", {"messages": HELLO}),
        200,
        "DEFAULT",
    ),
    "chat-500": (chat("gpt-4o-mini-500"), 500, "ERROR"),
    "chat-429": (chat("gpt-4o-mini-429"), 429, "ERROR"),
    "chat-401": (chat("gpt-4o-mini-401"), 401, "ERROR"),
    "chat-stream-500": (chat("gpt-4o-mini-500", stream=True), 500, "ERROR"),
    # LiteLLM answers 500, or 200 and an error event when it has sent a chunk already.
    "chat-cut": (chat("gpt-4o-mini-cut", stream=True), None, "ERROR"),
    "messages-500": (messages("claude-sonnet-4-5-500"), 500, "ERROR"),
    "responses-500": (responses("gpt-4o-mini-500"), 500, "ERROR"),
    "unknown-model": (chat("no-such-model"), 400, "ERROR"),
}
DOORS = {"chat": chat(), "messages": messages(), "responses": responses(), "embed": embeddings()}


def post(gateway, call, headers=None, **options) -> httpx.Response:
    path, body = call
    return httpx.post(
        gateway.url + path,
        json=body,
        headers=gateway.user if headers is None else headers,
        timeout=60,
        **options,
    )


def meta(span: CapturedSpan, key: str) -> Any:
    return span.attributes.get(f"langfuse.observation.metadata.{key}")


@pytest.mark.parametrize("name", CALLS)
def test_the_header_names_the_stored_trace(gateway, capture, name):
    call, status, level = CALLS[name]
    response = post(gateway, call)
    assert response.status_code == status or (status is None and "error" in response.text)
    trace_id = response.headers[HEADER]
    assert re.fullmatch(r"[0-9a-f]{32}", trace_id)
    for span in capture.wait_for(trace_id):
        assert span.attributes["langfuse.observation.level"] == level
        assert span.attributes["user.id"] == "test-user"
        assert meta(span, "user_api_key_alias") == "test-user"
        assert meta(span, "user_api_key_team_alias") == "The team"
        assert "hello" in span.attributes["langfuse.observation.input"]


@pytest.mark.parametrize("key", [None, "sk-gl-unknown", "Bearer", "sk-" + "x" * 4000])
@pytest.mark.parametrize("door", DOORS)
def test_refused_keys_answer_401_and_name_their_trace(gateway, capture, door, key):
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    response = post(gateway, DOORS[door], headers)
    assert response.status_code == 401, response.text
    span = capture.wait_for(response.headers[HEADER])[0]
    assert span.attributes["langfuse.observation.level"] == "ERROR"
    assert "user.id" not in span.attributes


@pytest.mark.parametrize("named", ["metadata", "headers", "existing"])
def test_who_has_no_key_writes_into_no_trace_of_others(gateway, capture, named):
    victim = post(gateway, chat()).headers[HEADER]
    before = len(capture.wait_for(victim))
    steering = {"trace_name": "forged", "session_id": "forged", "trace_user_id": "forged"}
    id_name = "existing_trace_id" if named == "existing" else "trace_id"
    steering |= {id_name: victim, "tags": ["forged"], "trace_metadata": {"a": "forged"}}
    if named == "headers":
        headers = {f"langfuse_{k}": v for k, v in steering.items() if isinstance(v, str)}
        headers["traceparent"] = f"00-{victim}-00f067aa0ba902b7-01"
        call = chat()
    else:
        headers, call = {}, chat(metadata=steering, user="forged")
    response = post(gateway, call, {"authorization": "Bearer sk-wrong", **headers})
    assert response.status_code == 401
    assert response.headers[HEADER] != victim
    span = capture.wait_for(response.headers[HEADER])[0]
    told = {k: v for k, v in span.attributes.items() if "model.parameters" not in k}
    assert "forged" not in json.dumps(told)
    flush(gateway, capture)
    assert len(capture.wait_for(victim)) == before


def test_anthropic_keys_come_in_their_own_header(gateway, capture):
    key = gateway.user["authorization"].removeprefix("Bearer ")
    response = post(gateway, messages(), {"x-api-key": key, "anthropic-version": "2023-06-01"})
    assert response.status_code == 200, response.text
    assert capture.wait_for(response.headers[HEADER])[0].attributes["user.id"] == "test-user"


@pytest.mark.parametrize(
    ("call", "headers", "user"),
    [
        (chat(user="end-user"), {}, "end-user"),
        (messages(metadata={"user_id": "end-user"}), {}, "end-user"),
        (chat(metadata={"trace_user_id": "named"}), {}, "named"),
        (chat(), {"langfuse_trace_user_id": "by-header"}, "by-header"),
        (responses(), {}, "test-user"),
        (embeddings(), {}, "test-user"),
    ],
)
def test_the_key_owner_is_the_user_unless_another_is_named(gateway, capture, call, headers, user):
    response = post(gateway, call, {**gateway.user, **headers})
    assert capture.wait_for(response.headers[HEADER])[0].attributes["user.id"] == user


def test_the_master_key_has_an_owner_too(gateway, capture):
    span = capture.wait_for(post(gateway, chat(), gateway.master).headers[HEADER])[0]
    assert span.attributes["user.id"] == "admin"
    assert meta(span, "user_api_key_alias") == "master-key"


W3C = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("call", "headers", "trace_id"),
    [
        (chat(), {"traceparent": f"00-{W3C}-00f067aa0ba902b7-01"}, W3C),
        (messages(), {"traceparent": f"00-{W3C[::-1]}-00f067aa0ba902b7-01"}, W3C[::-1]),
        (chat(metadata={"trace_id": "ab" * 16}), {}, "ab" * 16),
        (chat(metadata={"trace_id": "my own"}), {}, "ccc8bbbfe6b4cd3b8e5a2c3e06a4d4ce"),
        (responses(litellm_metadata={"trace_id": "ac" * 16}), {}, "ac" * 16),
        (chat(), {"langfuse_trace_id": "ad" * 16}, "ad" * 16),
        (chat(), {"x-litellm-trace-id": "ae" * 16}, "ae" * 16),
        (chat(metadata={"existing_trace_id": "af" * 16}), {}, "af" * 16),
    ],
)
def test_a_trace_named_by_the_caller_is_kept(gateway, capture, call, headers, trace_id):
    response = post(gateway, call, {**gateway.user, **headers})
    assert response.status_code == 200, response.text
    if "my own" not in str(call):
        assert response.headers[HEADER] == trace_id
    capture.wait_for(response.headers[HEADER])


@pytest.mark.parametrize(
    ("call", "headers"),
    [
        (chat(metadata={"session_id": "one-session"}), {}),
        (chat(), {"x-litellm-session-id": "one-session"}),
        (chat(), {"x-claude-code-session-id": "one-session"}),
    ],
)
def test_calls_of_a_session_are_separate_traces(gateway, capture, call, headers):
    ids = [post(gateway, call, {**gateway.user, **headers}).headers[HEADER] for _ in range(2)]
    assert len(set(ids)) == 2
    for trace_id in ids:
        assert capture.wait_for(trace_id)[0].attributes["session.id"] == "one-session"


@pytest.fixture(scope="module")
def stranger():
    """A host that only callers name; nothing may ever arrive there."""
    server = CaptureServer()
    with serving(server.app) as url:
        server.url = url
        yield server


def leaks(host: str) -> dict[str, tuple[str, Any, dict[str, str]]]:
    """Requests that name `host` as the place to log to: (path, body, headers)."""
    named = {"langfuse_host": host, "langfuse_public_key": "x", "langfuse_secret_key": "y"}
    marker = [{"role": "user", "content": "MARKER"}]
    base = {"model": "gpt-4o-mini", "messages": marker}
    escaped = json.dumps({**base, **named}).replace("langfuse_", "langfuse\\u005f")
    return {
        "body": (CHAT, {**base, **named}, {}),
        "host-alone": (CHAT, {**base, "langfuse_host": host}, {}),
        "metadata": (CHAT, {**base, "metadata": named}, {}),
        "litellm_metadata": (CHAT, {**base, "litellm_metadata": named}, {}),
        "extra_body": (CHAT, {**base, "extra_body": named}, {}),
        "extra_body-metadata": (CHAT, {**base, "extra_body": {"metadata": named}}, {}),
        "litellm_params": (CHAT, {**base, "litellm_params": {"metadata": named}}, {}),
        "fallbacks": (CHAT, {**base, "fallbacks": [{"model": "gpt-4o-mini", **named}]}, {}),
        "metadata-text": (CHAT, {**base, "metadata": json.dumps(named)}, {}),
        "escaped": (CHAT, escaped.encode(), {"content-type": "application/json"}),
        "no-content-type": (CHAT, json.dumps({**base, **named}).encode(), {}),
        "nan": (CHAT, json.dumps({**base, **named, "n": float("nan")}).encode(), {}),
        "messages": (MESSAGES, {**base, "max_tokens": 9, **named}, {}),
        "responses": (RESPONSES, {"model": "gpt-4o-mini", "input": "MARKER", **named}, {}),
        "query": (f"{CHAT}?langfuse_host={host}&langfuse_public_key=x", base, {}),
        "headers": (CHAT, base, {f"{k}": v for k, v in named.items()}),
        "header-twice": (CHAT, base, {"langfuse_langfuse_host": host}),
        "header-dashes": (CHAT, base, {"langfuse-host": host}),
        "langsmith": (CHAT, {**base, "langsmith_base_url": host, "langsmith_api_key": "x"}, {}),
    }


@pytest.mark.parametrize("key", ["none", "bad", "good"])
def test_no_request_reaches_a_host_its_caller_names(gateway, capture, stranger, key):
    auth = {"none": {}, "bad": {"authorization": "Bearer sk-bad"}, "good": gateway.user}[key]
    for name, (path, body, headers) in leaks(stranger.url).items():
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        response = httpx.post(
            gateway.url + path, headers={**auth, **headers}, timeout=60, **content
        )
        assert response.status_code == 400, (name, response.text)
        assert "not allowed" in response.json()["error"]["message"], name
        assert (path == MESSAGES) == ("type" in response.json()), name
    flush(gateway, capture)
    assert stranger.hits == []


@pytest.mark.parametrize("multipart", [True, False])
def test_no_form_reaches_a_host_its_caller_names(gateway, capture, stranger, multipart):
    files = {"files": {"file": ("a.wav", b"RIFF", "audio/wav")}} if multipart else {}
    for fields in (
        {"langfuse_host": "HOST"},
        {"metadata": '{"langfuse_host": "HOST"}'},
        {"litellm_metadata[langfuse_host]": "HOST"},
        {"extra_body": '{"metadata": {"langfuse_host": "HOST"}}'},
    ):
        data = {k: v.replace("HOST", stranger.url) for k, v in fields.items()}
        data |= {"model": "whisper-1", "langfuse_prompt_version": "1"}
        response = httpx.post(
            gateway.url + "/v1/audio/transcriptions", data=data, headers=gateway.user, **files
        )
        assert response.status_code == 400, fields
        assert "not allowed" in response.text, fields
    flush(gateway, capture)
    assert stranger.hits == []


def flush(gateway, capture) -> None:
    """Export is in order: when a later call has arrived, whatever came before has been sent."""
    capture.wait_for(post(gateway, chat()).headers[HEADER])


def test_an_honest_form_passes(gateway, capture):
    response = httpx.post(
        gateway.url + "/v1/audio/transcriptions",
        data={"model": "whisper-1"},
        files={"file": ("a.wav", b"RIFF" + bytes(3000), "audio/wav")},
        headers=gateway.user,
        timeout=60,
    )
    assert response.status_code == 200, response.text
    assert response.json()["text"] == "Ciao, mondo!"
    capture.wait_for(response.headers[HEADER])


def test_prompts_and_tools_may_speak_of_langfuse(gateway, capture):
    parameters = {"type": "object", "properties": {"langfuse_host": {"type": "string"}}}
    tool = {"type": "function", "function": {"name": "connect", "parameters": parameters}}
    said = [{"role": "user", "content": '{"langfuse_host": "http://x"} \\u005f'}]
    response = post(gateway, (CHAT, {"model": "gpt-4o-mini", "messages": said, "tools": [tool]}))
    assert response.status_code == 200, response.text
    capture.wait_for(response.headers[HEADER])


def test_the_refused_names_cover_those_of_the_installed_litellm():
    code = (
        "import json\n"
        "from litellm.proxy.auth.auth_utils import _build_banned_observability_params as names\n"
        "print(json.dumps(sorted(names())))"
    )
    done = subprocess.run(
        [VENV / "bin" / "python", "-c", code],
        capture_output=True,
        check=True,
        env={"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"},
    )
    theirs = set(json.loads(done.stdout.splitlines()[-1]))
    # These two choose no destination.
    assert theirs - REFUSED_NAMES <= {"turn_off_message_logging", "user_api_key_auth_metadata"}


@pytest.mark.parametrize(
    "body",
    [
        b"{not json",
        b"",
        b"[]",
        b'"langfuse_host"',
        b"\xff\xfe langfuse_host",
        b'{"langfuse_host"',
        b'{"trace_id": ' + b"[" * 200_000,
        b'{"metadata": {"trace_id": {"a": 1}}, "model": "gpt-4o-mini", "messages": []}',
    ],
)
def test_broken_bodies_are_the_callers_fault(gateway, body):
    headers = {**gateway.user, "content-type": "application/json"}
    response = httpx.post(gateway.url + CHAT, content=body, headers=headers, timeout=60)
    assert 400 <= response.status_code < 500 or b"messages" in body, response.text


def test_the_gateway_is_no_way_around_the_servers_keys(gateway, capture):
    before = len(capture.hits)
    for path in ("/langfuse/api/public/traces", "//langfuse/api/public/traces", "/Langfuse/x"):
        assert httpx.get(gateway.url + path, headers=gateway.user).status_code in {403, 404}
    assert (
        httpx.get(gateway.url + "/langfuse/api/public/traces", headers=gateway.user).status_code
        == 403
    )
    assert not [hit for hit in capture.hits[before:] if hit[1] == "/api/public/traces"]


def test_keys_are_noticed_and_forgotten_without_a_restart(gateway):
    key = new_key()
    headers = {"authorization": f"Bearer {key}"}
    assert post(gateway, chat(), headers).status_code == 401
    put_key(gateway.keys, key, GatewayKey(key_alias="later", user_id="u", models=["gpt-4o-mini"]))
    assert post(gateway, chat(), headers).status_code == 200
    assert post(gateway, embeddings(), headers).status_code == 403
    good = gateway.keys.read_text()
    gateway.keys.write_text('{"version": 1, "keys": {')
    assert post(gateway, chat(), headers).status_code == 200  # last known good
    gateway.keys.write_text('{"version": 99, "keys": {}}')
    assert post(gateway, chat(), headers).status_code == 200
    gateway.keys.write_text('{"version": 1, "keys": {}}')
    assert post(gateway, chat(), headers).status_code == 401
    gateway.keys.write_text(good)
    assert post(gateway, chat()).status_code == 200


def test_a_users_key_administers_nothing(gateway, capture):
    # the server answers these, and refuses what comes without the master key
    for path in ("/key/generate", "/user/new"):
        httpx.post(gateway.url + path, headers=gateway.user, json={})
    assert not capture.administered
    httpx.post(gateway.url + "/user/new", headers=gateway.master, json={})
    assert [path.endswith("/user/new") for path in capture.administered] == [True]
    for path in ("/model/new", "/config/update"):
        response = httpx.post(gateway.url + path, headers=gateway.user, json={})
        assert response.status_code >= 400, f"{path}: {response.text}"
    assert httpx.get(gateway.url + "/metrics/", headers=gateway.user).status_code == 401
    metrics = httpx.get(gateway.url + "/metrics/", headers=gateway.master)
    assert "litellm_proxy_total_requests_metric_total" in metrics.text


def test_what_is_not_recorded_carries_no_trace(gateway):
    for path in ("/health/liveliness", "/v1/models"):
        response = httpx.get(gateway.url + path, headers=gateway.user)
        assert response.status_code == 200
        assert HEADER not in response.headers
    counted = post(gateway, ("/v1/messages/count_tokens", messages()[1]))
    assert counted.status_code == 200
    assert HEADER not in counted.headers


def test_the_start_check_passed_and_left_nothing(gateway, capture):
    flush(gateway, capture)
    assert "start check passed" in gateway.log
    deleted = [path for method, path, _ in capture.hits if method == "DELETE"]
    assert len(deleted) == 3
