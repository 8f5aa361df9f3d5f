"""The processes: do they answer, does the gateway record, and does a call come back as a trace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from gatelight.doctor.finding import Finding, note, ok, problem
from gatelight.gateway.config import GatewayConfig
from gatelight.spend.charges import START_CHECK_TAG

ANSWER_SECONDS = 10.0
CALL_SECONDS = 120.0
ARRIVAL_SECONDS = 45.0
TRACE_HEADER = "x-gatelight-trace-id"


@dataclass(frozen=True, slots=True)
class Process:
    """One that should answer at `url` + `path`; `variable` is the setting of its port."""

    name: str
    url: str
    path: str
    variable: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Of the project that the gateway records into, and the gateway's own."""

    public_key: str
    secret_key: str
    master_key: str


def answers(process: Process) -> Iterator[Finding]:
    """Whether it is Gatelight's process that listens there."""
    try:
        answer = httpx.get(process.url + process.path, timeout=ANSWER_SECONDS, trust_env=False)
    except httpx.ConnectError:
        fix = f"Start it (`gatelight up`), or set {process.variable} to where it listens."
        yield problem(process.name, f"nothing listens at {process.url}", fix)
    except httpx.HTTPError as error:
        fix = f"See its log. Does something else use the port? Another one: {process.variable}=…"
        yield problem(process.name, f"{process.url} does not answer: {error!r}", fix)
    else:
        if answer.is_success:
            yield ok(process.name, f"answers at {process.url}")
        else:
            said = f"{process.url}{process.path} answers {answer.status_code}"
            fix = f"Is something else at this port? Another one: {process.variable}=…. See its log."
            yield problem(process.name, said, fix)


def callbacks(rendered: GatewayConfig) -> Iterator[Finding]:
    if rendered.tracing:
        yield ok("gateway's callbacks", ", ".join(sorted(rendered.tracing)))
    else:
        fix = "Remove `callbacks: []` from gateway.yaml, or write `callbacks: [langfuse]`."
        yield problem("gateway's callbacks", "none records: calls leave no trace", fix)


def recording_keys(server: str, keys: Keys) -> Iterator[Finding]:
    """Whether the server takes the keys the gateway records with."""
    name = "gateway's project keys"
    if not (keys.public_key and keys.secret_key):
        fix = "Set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, or start with `gatelight up`."
        yield problem(name, "there are none", fix)
        return
    try:
        answer = httpx.get(
            f"{server}/api/public/projects",
            auth=(keys.public_key, keys.secret_key),
            timeout=ANSWER_SECONDS,
            trust_env=False,
        )
    except httpx.HTTPError:
        yield note(name, "cannot be tried while the server does not answer")
        return
    if answer.is_success:
        project = (answer.json().get("data") or [{}])[0].get("name", "?")
        yield ok(name, f"{keys.public_key} is taken, project {project}")
    else:
        fix = "Make a pair (`gatelight keys create`) and give it to the gateway."
        yield problem(name, f"the server answers {answer.status_code} to {keys.public_key}", fix)


def round_trip(server: str, gateway: str, keys: Keys, model: str) -> Iterator[Finding]:
    """A mocked call (no provider is asked, nothing is booked), read back and deleted."""
    name = "a call through the gateway"
    headers = {"authorization": f"Bearer {keys.master_key}", "x-litellm-tags": START_CHECK_TAG}
    call = {
        "model": model,
        "mock_response": "ok",
        "messages": [{"role": "user", "content": "gatelight doctor"}],
    }
    try:
        answer = httpx.post(
            f"{gateway}/v1/chat/completions",
            json=call,
            headers=headers,
            timeout=CALL_SECONDS,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        yield problem(name, f"{gateway} did not answer: {error!r}", "See the gateway's log.")
        return
    if answer.status_code == 401:
        fix = "Set GATELIGHT_GATEWAY_MASTER_KEY to the gateway's, or give its --data-dir."
        yield problem(name, "the gateway does not take the master key", fix)
        return
    trace_id = answer.headers.get(TRACE_HEADER, "")
    if not answer.is_success or not trace_id:
        said = f"{answer.status_code}, trace {trace_id or 'not named'}: {answer.text[:200]}"
        yield problem(name, said, "See the gateway's log; `gatelight verify` makes real calls.")
        return
    began = time.monotonic()
    seen = _arrival(server, keys, trace_id)
    if seen:
        fix = "See the gateway's log for errors of the callback, then docs/troubleshooting.md."
        yield problem(name, f"answered, but not recorded: {seen}", fix)
    else:
        yield ok(name, f"answered, recorded and read back in {time.monotonic() - began:.1f} s")


def _arrival(server: str, keys: Keys, trace_id: str) -> str:
    """Wait for the trace and delete it; why it did not come, or ""."""
    seen = "no answer"
    auth = (keys.public_key, keys.secret_key)
    with httpx.Client(base_url=server, auth=auth, timeout=5, trust_env=False) as client:
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = client.get(f"/api/public/traces/{trace_id}")
            except httpx.HTTPError as error:
                seen = repr(error)
            else:
                if answer.is_success:
                    client.delete(f"/api/public/traces/{trace_id}")
                    return ""
                seen = f"the server answers {answer.status_code}"
                if answer.status_code in (401, 403):
                    return seen
            time.sleep(0.25)
    return f"{seen} after {ARRIVAL_SECONDS:.0f} s"
