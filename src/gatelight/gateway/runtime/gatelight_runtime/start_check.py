"""After start: warm LiteLLM up with mock calls and see them arrive in the server.

LiteLLM imports much of itself at the first call (1 to 3 s), and a callback that cannot deliver
says so only in its own log. Nothing here stops the gateway from serving.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from dataclasses import dataclass

import httpx

log = logging.getLogger("gatelight.start-check")
ARRIVAL_SECONDS = 45.0
LISTEN_SECONDS = 30.0
DELETE_SECONDS = 60.0
"""A deletion waits for the commits before it."""
_HELLO = [{"role": "user", "content": "gatelight start check"}]
_CALLS = (
    ("/v1/chat/completions", {"messages": _HELLO}),
    ("/v1/messages", {"messages": _HELLO, "max_tokens": 16}),
    ("/v1/responses", {"input": "gatelight start check"}),
)


@dataclass(frozen=True, slots=True)
class Check:
    """Where to call, where to look. `server` is None when tracing is off. The server books nothing
    for calls of the master key with `tag`."""

    gateway: str
    master_key: str
    model: str
    tag: str
    server: str | None
    public_key: str
    secret_key: str

    @classmethod
    def from_environment(cls) -> Check | None:
        """None when no model is named to call."""
        env = os.environ
        if not (model := env.get("GATELIGHT_CHECK_MODEL")):
            return None
        return cls(
            gateway=env["GATELIGHT_CHECK_GATEWAY"],
            master_key=env["LITELLM_MASTER_KEY"],
            model=model,
            tag=env["GATELIGHT_CHECK_TAG"],
            server=(env.get("LANGFUSE_HOST") if env.get("GATELIGHT_TRACED") == "1" else None),
            public_key=env.get("LANGFUSE_PUBLIC_KEY", ""),
            secret_key=env.get("LANGFUSE_SECRET_KEY", ""),
        )


class CheckFailedError(Exception):
    """The message is what the operator reads."""


async def run(check: Check) -> None:
    """Log one line: the calls arrived, or why not."""
    try:
        traces = await _warm_up(check)
        if check.server is None:
            log.warning("start check: the gateway answers; tracing is off, nothing is recorded")
            return
        started = time.monotonic()
        await _arrive(check, check.server, traces)
        log.warning(
            "start check passed: a mock call was answered and its trace read back from %s "
            "after %.1f s",
            check.server,
            time.monotonic() - started,
        )
    except CheckFailedError as failure:
        log.error("start check FAILED: %s", failure)
    except Exception:
        log.exception("start check FAILED")


async def _warm_up(check: Check) -> list[str]:
    traces = []
    headers = {"authorization": f"Bearer {check.master_key}", "x-litellm-tags": check.tag}
    async with httpx.AsyncClient(
        base_url=check.gateway, timeout=60, headers=headers, trust_env=False
    ) as client:
        await _listening(client, check.gateway)
        for path, body in _CALLS:
            call = {"model": check.model, "mock_response": "ok", **body}
            try:
                response = await client.post(path, json=call)
            except httpx.HTTPError as error:
                raise CheckFailedError(
                    f"{check.gateway}{path} did not answer: {error!r}"
                ) from error
            if response.status_code != 200:
                raise CheckFailedError(
                    f"{path} answered {response.status_code}: {response.text[:300]}"
                )
            traces.append(response.headers["x-gatelight-trace-id"])
    return traces


async def _listening(client: httpx.AsyncClient, gateway: str) -> None:
    """LiteLLM reports itself started a moment before its socket is open."""
    deadline = time.monotonic() + LISTEN_SECONDS
    while time.monotonic() < deadline:
        try:
            await client.get("/health/liveliness")
            return
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
    raise CheckFailedError(f"nothing listens on {gateway}")


async def _arrive(check: Check, server: str, traces: list[str]) -> None:
    deadline = time.monotonic() + ARRIVAL_SECONDS
    async with httpx.AsyncClient(
        base_url=server, timeout=5, auth=(check.public_key, check.secret_key), trust_env=False
    ) as client:
        for trace in traces:
            await _one_arrives(client, server, trace, deadline)
        for trace in traces:
            # The checks are not the operator's calls: they leave nothing behind.
            await client.delete(f"/api/public/traces/{trace}", timeout=DELETE_SECONDS)


async def _one_arrives(client: httpx.AsyncClient, server: str, trace: str, deadline: float) -> None:
    seen = "no answer yet"
    while time.monotonic() < deadline:
        try:
            response = await client.get(f"/api/public/traces/{trace}")
        except httpx.HTTPError as error:
            seen = f"the server at {server} cannot be reached ({error!r})"
        else:
            if response.status_code == 200:
                return
            seen = f"the server answers {response.status_code}: {response.text[:200]}"
            if response.status_code in (401, 403):
                raise CheckFailedError(
                    f"{seen}. Are LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY right?"
                )
        await asyncio.sleep(0.25)
    raise CheckFailedError(f"a mock call did not arrive within {ARRIVAL_SECONDS:.0f} s: {seen}")
