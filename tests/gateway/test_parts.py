"""The parts that need no LiteLLM: version pair, key file, guard, trace ids, middleware."""

from __future__ import annotations

import asyncio
import json
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gatelight.gateway.environment import (
    COMPROMISED,
    GatewayEnvironmentError,
    check_pair,
    load_environment,
)
from gatelight.gateway.keys import GatewayKey, key_hash, put_key, read_keys
from gatelight.gateway.launch import TracePlace, prepare
from gatelight.gateway.runtime.gatelight_runtime import guard, trace_ids
from gatelight.gateway.runtime.gatelight_runtime.answers import refusal_answer
from gatelight.gateway.runtime.gatelight_runtime.calls import Refusal
from gatelight.gateway.runtime.gatelight_runtime.middleware import GatelightMiddleware
from gatelight.settings import Settings

HEX = "0123456789abcdef" * 2


# --- version pair
@pytest.mark.parametrize(
    ("litellm", "langfuse"),
    [("1.106.2", "4.18.0"), ("1.104.0", "4.7.0"), ("1.103.9", "2.60.10"), ("1.109.1", "4.99")],
)
def test_pairs_that_fit(litellm, langfuse):
    check_pair(litellm, langfuse)


@pytest.mark.parametrize(
    ("litellm", "langfuse"),
    [
        ("1.106.2", None),
        ("1.106.2", "2.60.10"),
        ("1.106.2", "4.6.1"),
        ("1.106.2", "5.0.4"),
        ("1.106.2", "5.0.0rc1"),
        ("1.103.0", "3.15.0"),
        ("1.103.0", "2.59.6"),
        ("1.102.4", "4.18.0"),
    ],
)
def test_pairs_that_do_not_fit(litellm, langfuse):
    with pytest.raises(GatewayEnvironmentError, match="needs langfuse"):
        check_pair(litellm, langfuse)


def venv(folder: Path, **versions: str) -> Settings:
    """A folder that looks like a virtual environment with these packages."""
    site = folder / "lib" / "python3.11" / "site-packages"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    for name, version in versions.items():
        info = site / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    return Settings(gateway_venv=folder, data_dir=folder / "data")


def test_versions_are_read_without_importing(tmp_path):
    found = load_environment(venv(tmp_path, litellm="1.106.2", langfuse="4.18.0"))
    assert (found.litellm, found.langfuse) == ("1.106.2", "4.18.0")


@pytest.mark.parametrize("version", sorted(COMPROMISED))
def test_compromised_releases_are_refused(tmp_path, version):
    with pytest.raises(GatewayEnvironmentError, match="compromised"):
        load_environment(venv(tmp_path, litellm=version, langfuse="2.60.10"))


def test_a_missing_environment_says_what_to_do(tmp_path):
    with pytest.raises(GatewayEnvironmentError, match="make install"):
        load_environment(Settings(gateway_venv=tmp_path / "none"))
    with pytest.raises(GatewayEnvironmentError, match="make install"):
        load_environment(venv(tmp_path / "empty"))


def test_the_callback_without_sdk_needs_none(tmp_path):
    assert load_environment(venv(tmp_path, litellm="1.106.2"), needs_sdk=False).langfuse is None


# --- launch
def test_launch_names_the_server_and_stays_offline(tmp_path):
    settings = venv(tmp_path, litellm="1.106.2", langfuse="4.18.0")
    place = TracePlace("http://server:3000", "pk", "sk")
    env = {"LANGFUSE_HOST": "https://elsewhere", "LANGFUSE_MAX_RETRIES": "3"}
    launch = prepare(settings, place=place, master_key="sk-m", env=env)
    assert launch.env["LANGFUSE_HOST"] == "http://server:3000"
    assert launch.env["LANGFUSE_PUBLIC_KEY"] == "pk"
    assert launch.env["LANGFUSE_SECRET_KEY"] == "sk"
    assert launch.env["LANGFUSE_MAX_RETRIES"] == "3"
    assert launch.env["LITELLM_LOCAL_MODEL_COST_MAP"] == "True"
    assert launch.env["LITELLM_MASTER_KEY"] == "sk-m"
    assert "sk-m" not in " ".join(launch.argv)


def test_launch_without_a_place_for_traces_is_refused(tmp_path):
    settings = venv(tmp_path, litellm="1.106.2", langfuse="4.18.0")
    with pytest.raises(GatewayEnvironmentError, match="LANGFUSE_HOST"):
        prepare(settings, place=None, master_key="sk-m", env={})


# --- key file
def test_keys_are_kept_as_hashes_for_their_owner_only(tmp_path):
    path = tmp_path / "gateway" / "keys.json"
    put_key(path, "sk-one", GatewayKey(key_alias="one", user_id="u1", rpm_limit=5))
    put_key(path, "sk-two", GatewayKey(key_alias="two", user_id="u2"))
    assert "sk-one" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["version"] == 1
    assert read_keys(path)[sha256(b"sk-one").hexdigest()] == {
        "key_alias": "one",
        "user_id": "u1",
        "rpm_limit": 5,
    }
    put_key(path, "sk-one", GatewayKey(key_alias="uno", user_id="u1"))
    assert len(read_keys(path)) == 2
    assert read_keys(path)[key_hash("sk-one")]["key_alias"] == "uno"


# --- guard
@pytest.mark.parametrize(
    "body",
    [
        {"langfuse_host": "x"},
        {"metadata": {"langfuse_secret": "x"}},
        {"litellm_metadata": {"a": {"langfuse_public_key": "x"}}},
        {"extra_body": {"metadata": [{"langfuse_host": "x"}]}},
        {"metadata": '{"langfuse_host": "x"}'},
        {"metadata": '  {"a": "{\\"langfuse_host\\": 1}"}'},
        {"fallbacks": [{"model": "m", "posthog_host": "x"}]},
        {"unheard_of": {"langfuse_host": "x"}},
    ],
)
def test_destinations_are_found_where_litellm_reads_them(body):
    assert guard.may_name_destination(json.dumps(body).encode())
    with pytest.raises(guard.RefusedError):
        guard.check_body(body)


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [{"content": '{"langfuse_host": "x"}', "langfuse_host": "x"}]},
        {"tools": [{"function": {"parameters": {"langfuse_host": {}}}}]},
        {"metadata": {"note": "langfuse_host", "trace_name": "langfuse_public_key"}},
        {"langfuse_prompt_version": 1},
        [],
        None,
        "langfuse_host",
    ],
)
def test_honest_bodies_pass(body):
    guard.check_body(body)


def test_a_hidden_name_is_parsed_for():
    assert guard.may_name_destination(b'{"langfuse\\u005fhost": 1}')
    assert guard.may_name_destination(b'{"dd_site": 1}')
    assert not guard.may_name_destination(b'{"model": "m", "messages": []}')


def test_very_deep_bodies_do_not_crash():
    with pytest.raises(ValueError, match="deeply"):
        guard.parse_json(b"[" * 1_000_000)
    deep: Any = {"langfuse_host": 1}
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(guard.RefusedError):
        guard.check_body({"metadata": deep})


# --- trace ids
@pytest.mark.parametrize(
    ("headers", "body", "trace_id"),
    [
        ([(b"traceparent", f"00-{HEX}-00f067aa0ba902b7-01".encode())], {}, HEX),
        ([], {"metadata": {"trace_id": HEX.upper()}}, HEX),
        ([], {"metadata": {"trace_id": "text"}}, sha256(b"text").digest()[:16].hex()),
        ([], {"metadata": {"trace_id": 7}}, sha256(b"7").digest()[:16].hex()),
        ([], {"litellm_metadata": {"trace_id": HEX}}, HEX),
        ([(b"langfuse_trace_id", HEX.encode())], {"metadata": {"trace_id": "other"}}, HEX),
        ([(b"x-litellm-trace-id", HEX.encode())], {}, HEX),
    ],
)
def test_the_callers_trace_is_chosen(headers, body, trace_id):
    assert trace_ids.choose_trace(headers, body) == trace_ids.TraceChoice(trace_id)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([], None),
        ([], {"metadata": None}),
        ([], {"metadata": "text"}),
        ([], {"metadata": {"session_id": "s"}}),
        ([(b"traceparent", b"nonsense")], {}),
        ([(b"traceparent", b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01")], {}),
    ],
)
def test_otherwise_each_call_is_its_own_trace(headers, body):
    chosen = {trace_ids.choose_trace(headers, body).trace_id for _ in range(3)}
    assert len(chosen) == 3
    assert all(trace_ids.to_trace_id(one) == one for one in chosen)


def test_the_choice_is_pinned_once():
    sent = [
        (b"host", b"x"),
        (b"traceparent", b"00-" + b"1" * 32 + b"-00f067aa0ba902b7-01"),
        (b"tracestate", b"a=b"),
        (b"langfuse_trace_id", b"other"),
    ]
    named = dict(trace_ids.pin_trace(sent, trace_ids.TraceChoice(HEX)))
    assert named[b"langfuse_trace_id"] == HEX.encode()
    assert named[b"traceparent"][3:35] == HEX.encode()
    assert b"tracestate" not in named
    kept = trace_ids.pin_trace(sent, trace_ids.TraceChoice("1" * 32))
    assert dict(kept)[b"traceparent"] == sent[1][1]
    assert dict(kept)[b"tracestate"] == b"a=b"
    continued = dict(trace_ids.pin_trace(sent, trace_ids.TraceChoice(HEX, continued=True)))
    assert continued[b"langfuse_existing_trace_id"] == HEX.encode()
    assert b"langfuse_trace_id" not in continued


# --- middleware
def call(app: Any, *, limit: int = 1000, body: bytes = b"{}", **scope: Any) -> tuple[int, Any, Any]:
    """Status, headers and body the middleware answers with, `app` being LiteLLM."""
    sent: list[Any] = []
    chunks = [body[i : i + 100] for i in range(0, len(body), 100)] or [b""]

    async def receive() -> Any:
        if not chunks:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    full = {
        "type": "http",
        "method": "POST",
        "path": "/v1/chat/completions",
        "headers": [],
        "query_string": b"",
    } | scope

    async def run() -> None:
        await GatelightMiddleware(app, max_body=limit)(full, receive, send)

    try:
        asyncio.run(run())
    except RuntimeError as error:
        assert str(error) == "unexpected"
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(m["body"] for m in sent[1:])


async def fails(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("unexpected")


async def echoes(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def test_an_unexpected_failure_names_its_trace_too():
    status, headers, body = call(fails)
    assert status == 500
    assert len(headers[b"x-gatelight-trace-id"]) == 32
    assert json.loads(body)["error"]["type"] == "api_error"


def test_bodies_are_limited_and_passed_whole():
    assert call(echoes, body=b'{"a": "' + b"x" * 500 + b'"}')[2].endswith(b'xx"}')
    status, _, body = call(echoes, body=b"{" + b"x" * 1001)
    assert status == 413
    assert b"1000 bytes" in body


@pytest.mark.parametrize(
    ("path", "shape"), [("/v1/messages", "type"), ("/v1/chat/completions", "error")]
)
def test_refusals_have_the_shape_of_the_api(path, shape):
    status, headers, body = call(fails, path=path, body=b'{"langfuse_host": "x"}')
    assert status == 400
    assert next(iter(json.loads(body))) == shape
    assert b"x-gatelight-trace-id" not in headers  # nothing was recorded


@pytest.mark.parametrize(
    "scope",
    [
        {"query_string": b"langfuse%5Fhost=x"},
        {"query_string": b"a=1&LANGFUSE=1&langfuse_secret_key="},
        {"headers": [(b"langfuse-host", b"x")]},
        {"headers": [(b"langfuse_langfuse_public_key", b"x")]},
        {"method": "GET", "query_string": b"langfuse_host=x"},
    ],
)
def test_queries_and_headers_are_guarded(scope):
    assert call(fails, **scope)[0] == 400


def test_the_langfuse_pass_through_is_closed():
    for path in ("/langfuse/api/public/traces", "//Langfuse/x", "/langfuse"):
        assert call(fails, path=path)[0] == 403


@pytest.mark.parametrize(
    ("code", "openai_type", "passes"),
    [
        ("budget_exceeded", "insufficient_quota", False),
        ("budget_held", "rate_limit_error", True),
        ("requests_per_minute", "rate_limit_error", True),
    ],
)
def test_clients_try_again_what_passes_by_itself(code, openai_type, passes):
    headers, body = refusal_answer("/v1/chat/completions", Refusal(429, code, "Too much.", 1))
    assert dict(headers)[b"retry-after"] == b"1"
    assert dict(headers).get(b"x-should-retry") == (None if passes else b"false")
    assert json.loads(body)["error"]["type"] == openai_type
