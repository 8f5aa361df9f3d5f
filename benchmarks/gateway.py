"""Gateway: chat calls a second and p99 without callbacks, with `langfuse`, and with `gatelight`.

A mocked model answers inside LiteLLM, so nothing but the gateway is measured: where there are two
processors the gateways have one to themselves, the server and the callers the other. Three
gateways run side by side and take turns, so that what else the machine does meets all of them
alike; the next begins when the last one's traces have arrived. Only their tracing callback differs,
and Prometheus metrics are off.
The last measures are what our exporter adds to a call, against what `langfuse` adds: in time, and
in processor time of the gateway, exports in the background included.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
import yaml
from tests.ports import free_port
from tests.server import RunningServer, clean_environment, running_server, stop

from benchmarks.load import LoadResult, request_head, run_load
from benchmarks.measure import Measure, percentile, processor_seconds
from gatelight.gateway.launch import TracePlace, prepare
from gatelight.settings import Settings

MASTER_KEY = "sk-benchmark"
START_SECONDS = 240
TRACE_SECONDS = 120
WARM_UP = 50
ROUNDS = 10
CALLS = {1: 60, 8: 240}
"""Connections, and the calls made over them in a round."""
HIGHEST_SHARE = 1 / 3
"""What our exporter may add of what `langfuse` adds."""

BODY = (
    b'{"model": "mock", "user": "ada", "messages": [{"role": "user", "content": "'
    + b"Say hello in Italian. " * 20
    + b'"}]}'
)
PROCESSORS = sorted(os.sched_getaffinity(0))
GATEWAYS, OTHERS = str(PROCESSORS[0]), set(PROCESSORS[1:]) or set(PROCESSORS)
"""Numbers of the processors that gateways run on, and server and callers."""
TRACERS = ("langfuse", "gatelight")
"""Callbacks that are compared; "" is a gateway without any."""


@dataclass(slots=True)
class Gateway:
    """A running gateway and its rounds. `results` by number of connections; `spent`: milliseconds
    of processor time a call, of each round, exports included."""

    port: int
    pid: int
    results: dict[int, list[LoadResult]] = field(default_factory=lambda: {n: [] for n in CALLS})
    spent: list[float] = field(default_factory=list)

    def rate(self, connections: int) -> float:
        return median(result.rate for result in self.results[connections])

    def p99(self, connections: int) -> float:
        """Milliseconds, over all rounds."""
        latencies = [each for result in self.results[connections] for each in result.latencies]
        return percentile(latencies, 99) * 1000


def configuration(tracer: str) -> str:
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
    document["litellm_settings"] = {"callbacks": [tracer] if tracer else []}
    return yaml.safe_dump(document)


@contextmanager
def running_gateway(folder: Path, server: RunningServer, tracer: str) -> Iterator[Gateway]:
    """A started gateway, its first calls made."""
    folder.mkdir()
    operator = folder / "gateway.yaml"
    operator.write_text(configuration(tracer))
    settings = Settings(data_dir=folder / "data", gateway_port=free_port(), gateway_config=operator)
    launch = prepare(
        settings,
        place=TracePlace(server.url, server.public_key, server.secret_key),
        master_key=MASTER_KEY,
        env=clean_environment(),
    )
    without_prometheus(Path(launch.env["CONFIG_FILE_PATH"]))
    log = folder / "gateway.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "--cpu-list", GATEWAYS, *launch.argv],
            env=launch.env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_alive(process, settings.gateway_port, log)
        call(settings.gateway_port, WARM_UP, 2)
        yield Gateway(settings.gateway_port, process.pid)
    finally:
        stop(process)


def without_prometheus(config: Path) -> None:
    """It would be part of what every tracing callback seems to cost."""
    document = yaml.safe_load(config.read_text())
    settings = document["litellm_settings"]
    settings["callbacks"] = [each for each in settings["callbacks"] if each != "prometheus"]
    config.write_text(yaml.safe_dump(document))


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


def run(scale: float) -> Iterator[Measure]:
    counts = {n: max(n, int(calls * scale)) for n, calls in CALLS.items()}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        os.sched_setaffinity(0, OTHERS)
        stack.callback(os.sched_setaffinity, 0, PROCESSORS)
        server = stack.enter_context(running_server(place / "server"))
        plain, *traced = (
            stack.enter_context(running_gateway(place / (tracer or "off"), server, tracer))
            for tracer in ("", *TRACERS)
        )
        gateways = [plain, *traced]
        expected = len(traced) * WARM_UP
        wait_for_traces(server, expected)
        for _ in range(ROUNDS):
            for gateway in gateways:
                begun = processor_seconds(gateway.pid)
                for connections, calls in counts.items():
                    result = call(gateway.port, calls, connections)
                    gateway.results[connections].append(result)
                if gateway is not plain:
                    expected += sum(counts.values())
                    wait_for_traces(server, expected)
                used = processor_seconds(gateway.pid) - begun
                gateway.spent.append(used * 1000 / sum(counts.values()))
        stop(server.process)
        most = max(CALLS)
        away = call(traced[-1].port, counts[most], most)
    for tracer, gateway in zip(TRACERS, traced, strict=True):
        for connections in CALLS:
            yield Measure(
                what=f"{tracer}, {connections} connections",
                value=gateway.rate(connections),
                unit="calls/s",
                baseline="no callbacks",
                baseline_value=plain.rate(connections),
            )
            yield Measure(
                what=f"{tracer}, {connections} connections, p99",
                value=gateway.p99(connections),
                unit="ms",
                baseline="no callbacks",
                baseline_value=plain.p99(connections),
            )
    standard, ours = traced
    for connections in CALLS:
        yield Measure(
            what=f"added by gatelight to a call, {connections} connections",
            value=1000 / ours.rate(connections) - 1000 / plain.rate(connections),
            unit="ms",
            baseline="added by langfuse",
            baseline_value=1000 / standard.rate(connections) - 1000 / plain.rate(connections),
        )
    yield Measure(
        what=f"gatelight, {most} connections, server away, p50",
        value=percentile(away.latencies, 50) * 1000,
        unit="ms",
        baseline="server there",
        baseline_value=percentile(
            [each for result in ours.results[most] for each in result.latencies], 50
        )
        * 1000,
    )
    off, standard_cpu, own_cpu = (median(gateway.spent) for gateway in gateways)
    yield Measure(
        what="added by gatelight to a call, processor time",
        value=own_cpu - off,
        unit="ms",
        baseline="added by langfuse",
        baseline_value=standard_cpu - off,
        highest=(standard_cpu - off) * HIGHEST_SHARE,
    )
