"""Ingest: observations a second that are acknowledged, on disk and readable.

The baseline inserts the same rows in the same batches in a loop and does nothing else. A server
that acknowledges what is on disk may gather what its connections have under way, and no more, into
one insert: a loop of such inserts, and one of large inserts, stand beside it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
from tests.server import RunningServer, running_server

from benchmarks import bodies
from benchmarks.baseline import measure_baseline
from benchmarks.load import LoadResult, basic, request_head, run_load
from benchmarks.measure import Measure, percentile

BODIES = {1: 100, 4: 400, 16: 800}
"""Connections and the bodies sent over them."""
WARM_UP = 20
LOWEST_RATIO = 0.4
BULK_ROWS = 2_000

ENDPOINTS: dict[str, tuple[str, str, Callable[[int], bytes]]] = {
    "batch": ("/api/public/ingestion", "application/json", bodies.batch_template),
    "OTLP": ("/api/public/otel/v1/traces", "application/x-protobuf", bodies.otlp_template),
}


def accepted(status: int, answer: bytes) -> bool:
    """A success in which no event was refused."""
    return status == 200 or (status == 207 and b'"errors":[]' in answer)


def send(
    server: RunningServer, endpoint: str, *, first: int, requests: int, connections: int
) -> LoadResult:
    """Send that many bodies, numbered from `first` so that none was sent before."""
    path, content_type, build = ENDPOINTS[endpoint]
    templates = [build(seed) for seed in range(bodies.TEMPLATES)]
    head = request_head(
        path, server.port, {"Content-Type": content_type, "Authorization": basic(server.auth)}
    )
    return run_load(
        server.port,
        head,
        lambda number: bodies.unique(templates[number % bodies.TEMPLATES], number),
        requests=requests,
        connections=connections,
        accepted=accepted,
        first=first,
    )


def readable(server: RunningServer) -> int:
    """Observations the public API counts."""
    answer = httpx.get(
        f"{server.url}/api/public/observations",
        params={"limit": 1},
        auth=server.auth,
        timeout=60,
    )
    total: int = answer.raise_for_status().json()["meta"]["totalItems"]
    return total


def run(scale: float) -> Iterator[Measure]:
    """Both endpoints over 1, 4 and 16 connections, after the raw loops they are compared with."""
    with tempfile.TemporaryDirectory() as folder:
        loops: dict[int, float] = {}
        for connections, count in BODIES.items():
            under_way = connections * bodies.PER_BODY
            rows = max(10 * under_way, int(count * bodies.PER_BODY * scale))
            place = Path(folder) / f"loop-{connections}"
            loops[connections] = measure_baseline(place, rows, under_way)
        rows = max(5_000, int(40_000 * scale))
        yield Measure(
            what=f"raw loop, {BULK_ROWS:,} rows an insert",
            value=measure_baseline(Path(folder) / "bulk", rows, BULK_ROWS),
            unit="observations/s",
        )
        for endpoint in ENDPOINTS:
            with running_server(Path(folder) / endpoint) as server:
                yield from _endpoint(server, endpoint, scale, loops)


def _endpoint(
    server: RunningServer, endpoint: str, scale: float, loops: Mapping[int, float]
) -> Iterator[Measure]:
    """`loops`: observations a second of the raw loop, by number of connections."""
    send(server, endpoint, first=0, requests=WARM_UP, connections=4)
    sent = WARM_UP
    for connections, count in BODIES.items():
        requests = max(connections, int(count * scale))
        result = send(server, endpoint, first=sent, requests=requests, connections=connections)
        sent += requests
        found, wanted = readable(server), sent * bodies.PER_BODY
        if found != wanted:
            raise RuntimeError(f"{wanted} observations acknowledged, {found} readable")
        yield Measure(
            what=f"{endpoint}, {connections} connections",
            value=result.rate * bodies.PER_BODY,
            unit="observations/s",
            baseline=f"raw loop, {bodies.PER_BODY} rows an insert",
            baseline_value=loops[1],
            lowest_ratio=LOWEST_RATIO,
        )
        if connections > 1:
            yield Measure(
                what=f"{endpoint}, {connections} connections",
                value=result.rate * bodies.PER_BODY,
                unit="observations/s",
                baseline=f"raw loop, {connections * bodies.PER_BODY:,} rows an insert",
                baseline_value=loops[connections],
            )
        yield Measure(
            what=f"{endpoint}, {connections} connections, p99 of a request",
            value=percentile(result.latencies, 99) * 1000,
            unit="ms",
        )
