"""Gateway: chat calls a second and p99, with every call traced and with tracing off.

A mocked model answers inside LiteLLM, so nothing but the gateway is measured (and, traced, the
server beside it). The same `gatelight gateway` runs both times; only its callbacks differ.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import yaml
from tests.server import COMMAND, RunningServer, clean_environment, free_port, running_server, stop

from benchmarks.load import LoadResult, request_head, run_load
from benchmarks.measure import Measure, percentile

MASTER_KEY = "sk-benchmark"
START_SECONDS = 240
TRACE_SECONDS = 60
WARM_UP = 20
CALLS = {1: 300, 8: 1_200}
"""Connections and the calls made over them."""

BODY = (
    b'{"model": "mock", "user": "ada", "messages": [{"role": "user", "content": "'
    + b"Say hello in Italian. " * 20
    + b'"}]}'
)


def configuration(traced: bool) -> str:
    document: dict[str, object] = {
        "model_list": [
            {
                "model_name": "mock",
                "litellm_params": {
                    "model": "openai/gpt-4o-mini",
                    "api_key": "none",
                    "mock_response": "Ciao! " * 20,
                },
            }
        ]
    }
    if not traced:
        document["litellm_settings"] = {"callbacks": []}
    return yaml.safe_dump(document)


@contextmanager
def running_gateway(folder: Path, server: RunningServer, traced: bool) -> Iterator[int]:
    """The port of a started gateway, its first calls made."""
    folder.mkdir()
    config = folder / "gateway.yaml"
    config.write_text(configuration(traced))
    port = free_port()
    command = [COMMAND, "gateway", "--port", port, "--config", config, "--data-dir", folder]
    log = folder / "gateway.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=clean_environment()
            | {
                "GATELIGHT_SERVER_URL": server.url,
                "GATELIGHT_GATEWAY_MASTER_KEY": MASTER_KEY,
                "LANGFUSE_PUBLIC_KEY": server.public_key,
                "LANGFUSE_SECRET_KEY": server.secret_key,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_alive(process, port, log)
        call(port, WARM_UP, 2)
        yield port
    finally:
        stop(process)


def wait_until_alive(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"gatelight gateway ended early:\n{log.read_text()}")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/liveliness", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"gatelight gateway is not alive:\n{log.read_text()}")


def call(port: int, requests: int, connections: int) -> LoadResult:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {MASTER_KEY}"}
    return run_load(
        port,
        request_head("/v1/chat/completions", port, headers),
        lambda _number: BODY,
        requests=requests,
        connections=connections,
        accepted=lambda status, _answer: status == 200,
    )


def traces(server: RunningServer) -> int:
    answer = httpx.get(
        f"{server.url}/api/public/traces",
        params={"limit": 1},
        auth=server.auth,
        timeout=60,
    )
    total: int = answer.raise_for_status().json()["meta"]["totalItems"]
    return total


def wait_for_traces(server: RunningServer, wanted: int) -> None:
    """LiteLLM exports after it answered; every call must become a trace all the same."""
    deadline = time.monotonic() + TRACE_SECONDS
    while (found := traces(server)) < wanted:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{wanted} calls were answered, {found} traces arrived")
        time.sleep(0.5)


def measured(folder: Path, server: RunningServer, traced: bool, scale: float) -> list[LoadResult]:
    counts = {n: max(n, int(calls * scale)) for n, calls in CALLS.items()}
    with running_gateway(folder, server, traced) as port:
        results = [call(port, requests, connections) for connections, requests in counts.items()]
        if traced:
            wait_for_traces(server, WARM_UP + sum(counts.values()))
    return results


def run(scale: float) -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running_server(place / "server") as server:
            off = measured(place / "off", server, False, scale)
            on = measured(place / "on", server, True, scale)
    for connections, plain, traced in zip(CALLS, off, on, strict=True):
        yield Measure(
            what=f"traced, {connections} connections",
            value=traced.rate,
            unit="calls/s",
            baseline="tracing off",
            baseline_value=plain.rate,
        )
        yield Measure(
            what=f"traced, {connections} connections, p99",
            value=percentile(traced.latencies, 99) * 1000,
            unit="ms",
            baseline="tracing off",
            baseline_value=percentile(plain.latencies, 99) * 1000,
        )
