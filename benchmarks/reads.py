"""Reads at one million observations, over HTTP on a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from tests.server import RunningServer, running_server

from benchmarks.measure import Measure, percentile, processor_seconds
from benchmarks.memory import resident_mb
from benchmarks.read_fixture import PER_TRACE

OBSERVATIONS = 1_000_000
REPEATS = 100
WARM_UP = 5
HIGHEST_MS = 250
HIGHEST_MB = 700

_BY_MODEL = {
    "view": "observations",
    "dimensions": [{"field": "providedModelName"}],
    "metrics": [
        {"measure": "totalTokens", "aggregation": "sum"},
        {"measure": "totalCost", "aggregation": "sum"},
    ],
    "timeDimension": {"granularity": "day"},
    "filters": [],
}
_FILTER = [
    {"type": "string", "column": "userId", "operator": "=", "value": "user-7"},
    {
        "type": "stringOptions",
        "column": "environment",
        "operator": "any of",
        "value": ["production"],
    },
    {"type": "arrayOptions", "column": "tags", "operator": "any of", "value": ["team-0", "team-1"]},
]


def fill_store(folder: Path, observations: int) -> None:
    """In a process of its own: the engine allows one for each data directory."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.read_fixture",
            "--data-dir",
            str(folder),
            "--project",
            "project-test",
            "--observations",
            str(observations),
        ],
        check=True,
    )


def _questions(trace_ids: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each read with the addresses it is asked at, in turn."""
    now = datetime.now(UTC)
    by_model = _BY_MODEL | {
        "fromTimestamp": (now - timedelta(days=30)).isoformat(),
        "toTimestamp": now.isoformat(),
    }
    filters = httpx.QueryParams({"limit": 50, "filter": json.dumps(_FILTER)})
    yield "newest 50 traces", ["/api/public/traces?limit=50"]
    yield "one trace by id", [f"/api/public/traces/{trace_id}" for trace_id in trace_ids]
    yield "filtered list of traces", [f"/api/public/traces?{filters}"]
    yield (
        "tokens and cost by model per day",
        [f"/api/public/v2/metrics?{httpx.QueryParams({'query': json.dumps(by_model)})}"],
    )
    yield "newest 50 observations (v1)", ["/api/public/observations?limit=50"]
    yield "newest 50 observations (v2)", ["/api/public/v2/observations?limit=50"]


def _wait_until_idle(pid: int) -> None:
    """What a start still does in the background is not part of a read."""
    begun = 0.0
    while (seconds := processor_seconds(pid)) - begun > 0.1:
        begun = seconds
        time.sleep(2)


def _measure(server: RunningServer, client: httpx.Client, paths: list[str]) -> list[float]:
    """Milliseconds of each request; raises for an answer that is not 200 or is empty."""
    times = []
    for index in range(WARM_UP + REPEATS):
        start = time.perf_counter()
        answer = client.get(server.url + paths[index % len(paths)])
        elapsed = (time.perf_counter() - start) * 1000
        body = answer.raise_for_status().json()
        if not body.get("data", body):
            raise RuntimeError(f"nothing was read at {paths[index % len(paths)]}")
        if index >= WARM_UP:
            times.append(elapsed)
    return times


def run(scale: float) -> Iterator[Measure]:
    observations = max(PER_TRACE * 500, int(OBSERVATIONS * scale))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill_store(folder, observations)
        with running_server(folder) as server, httpx.Client(auth=server.auth, timeout=60) as client:
            _wait_until_idle(server.process.pid)
            last_page = observations // PER_TRACE // 100
            trace_ids = [
                trace["id"]
                for page in {1, max(1, last_page // 2), max(1, last_page)}
                for trace in client.get(
                    f"{server.url}/api/public/traces?limit=20&page={page}&fields=core"
                ).json()["data"]
            ]
            for what, paths in _questions(trace_ids):
                times = _measure(server, client, paths)
                middle = percentile(times, 50)
                yield Measure(what=f"{what}, p50", value=middle, unit="ms")
                yield Measure(
                    what=f"{what}, p99",
                    value=percentile(times, 99),
                    unit="ms",
                    baseline="p50",
                    baseline_value=middle,
                    highest=HIGHEST_MS,
                )
            yield Measure(
                what="server after these reads",
                value=resident_mb(server.process.pid),
                unit="MB",
                highest=HIGHEST_MB,
            )
