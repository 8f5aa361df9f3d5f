"""Memory of the server process: idle, while it stores a million observations, and after."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.server import running_server

from benchmarks import bodies
from benchmarks.ingest import readable, send
from benchmarks.measure import Measure

OBSERVATIONS = 1_000_000
CONNECTIONS = 8
HIGHEST_MB = 700


def resident_mb(pid: int, field: str = "VmRSS") -> float:
    """`VmRSS` (now) or `VmHWM` (peak) of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.M)
    if found is None:
        raise RuntimeError(f"no {field} in the status of process {pid}")
    return int(found[1]) / 1024


def run(scale: float) -> Iterator[Measure]:
    requests = max(1, int(OBSERVATIONS * scale) // bodies.PER_BODY)
    stored = requests * bodies.PER_BODY
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        idle = resident_mb(server.process.pid)
        yield Measure(what="idle", value=idle, unit="MB", highest=HIGHEST_MB)
        send(server, "OTLP", first=0, requests=requests, connections=CONNECTIONS)
        if readable(server) != stored:
            raise RuntimeError("some observations were acknowledged and cannot be read")
        for what, field in (("after", "VmRSS"), ("peak while storing", "VmHWM")):
            yield Measure(
                what=f"{what} {stored:,} observations",
                value=resident_mb(server.process.pid, field),
                unit="MB",
                baseline="idle",
                baseline_value=idle,
                highest=HIGHEST_MB,
            )
