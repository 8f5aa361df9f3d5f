"""The supervisor with small real processes: order, restarts, stops, and no orphans."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ports import free_port

pytestmark = pytest.mark.long

SECONDS = 30
# argv: name, port, behaviour. Answers 200 to everything, prints its pid, and on SIGTERM its name.
CHILD = """
import http.server, os, signal, sys, threading, time
name, port, behaviour = sys.argv[1], int(sys.argv[2]), sys.argv[3]
print(name, "starts", os.getpid(), flush=True)
if behaviour == "fails":
    sys.exit(3)
if behaviour == "refuses":
    print("not configured", flush=True)
    sys.exit(2)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(7)
        self.send_response(200); self.end_headers()
    def log_message(self, *_):
        pass
def stop(*_):
    print(name, "stops", flush=True)
    if behaviour != "stubborn":
        os._exit(0)
signal.signal(signal.SIGTERM, stop)
if behaviour == "talks":
    print("x" * 300_000, flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
PARENT = """
import asyncio, os, sys
from gatelight.cli.supervisor import ChildSpec, Supervisor
specs = []
for item in sys.argv[2:]:
    name, port, behaviour = item.split(":")
    specs.append(ChildSpec(name, [sys.executable, sys.argv[1], name, port, behaviour],
        dict(os.environ), f"http://127.0.0.1:{port}/", start_seconds=20, stop_seconds=3))
ready = lambda: print("READY", flush=True)
sys.exit(asyncio.run(Supervisor(specs, ready, first_delay=0.1).run()))
"""


class Run:
    """A supervisor in its own process, and its output as it comes."""

    def __init__(self, folder: Path, *children: str) -> None:
        script = folder / "child.py"
        script.write_text(CHILD)
        self.ports = [free_port() for _ in children]
        named = [
            child.replace(":", f":{p}:") for child, p in zip(children, self.ports, strict=True)
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(script), *named],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._coming.put(line.rstrip())
        self._coming.put(None)

    def until(self, wanted: str) -> str:
        """Wait for a line that contains `wanted`."""
        while True:
            line = self._coming.get(timeout=SECONDS)
            assert line is not None, f"ended without {wanted!r}: {self.lines}"
            self.lines.append(line)
            if wanted in line:
                return line

    def pid_of(self, name: str) -> int:
        started = [line for line in self.lines if f"{name} starts" in line]
        return int(started[-1].split()[-1])

    def finish(self) -> int:
        code = self.process.wait(SECONDS)
        while (line := self._coming.get(timeout=SECONDS)) is not None:
            self.lines.append(line)
        return code

    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(*children: str) -> Run:
        runs.append(Run(tmp_path, *children))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.wait(SECONDS)


def ends(pid: int) -> bool:
    """Whether a process goes away."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1]:
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def get(port: int, path: str) -> Any:
    import httpx

    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=SECONDS)
    except httpx.HTTPError:
        return None


def test_starts_in_order_and_stops_in_reverse(start):
    run = start("one:fine", "two:fine", "three:fine")
    run.until("READY")
    order = [line.split()[2] for line in run.lines if "starts" in line]
    assert order == ["one", "two", "three"]
    run.process.send_signal(signal.SIGTERM)
    assert run.finish() == 0
    order = [line.split()[2] for line in run.lines if "stops" in line]
    assert order == ["three", "two", "one"]
    assert run.lines[0].startswith("one   | one starts")


def test_ctrl_c_stops_too(start):
    run = start("one:fine")
    run.until("READY")
    run.process.send_signal(signal.SIGINT)
    assert run.finish() == 0
    assert "one stops" in run.text()


def test_a_child_that_dies_is_started_again(start):
    run = start("one:fine", "two:fine")
    run.until("READY")
    first = run.pid_of("two")
    get(run.ports[1], "/die")
    run.until("ended with code 7; starting again in 0.1 s")
    run.until("is up again")
    assert run.pid_of("two") != first
    assert len([line for line in run.lines if "one starts" in line]) == 1
    get(run.ports[1], "/die")
    run.until("starting again in 0.2 s")  # the delay grows
    run.until("is up again")


def test_a_child_that_never_starts_stops_everything(start):
    run = start("one:fine", "two:fails", "three:fine")
    assert run.finish() == 1
    assert run.text().count("two starts") == 3
    assert "gatelight: two did not start (exit code 3)" in run.text()
    assert "three starts" not in run.text()
    assert "one stops" in run.text()
    assert "READY" not in run.text()


def test_a_refusal_is_final_at_once(start):
    run = start("one:refuses")
    assert run.finish() == 1
    assert run.text().count("one starts") == 1
    assert "one | not configured" in run.text()


def test_a_stubborn_child_is_killed(start):
    run = start("one:stubborn")
    run.until("READY")
    run.process.terminate()
    assert run.finish() == 0
    assert "did not stop in time: killed" in run.text()
    assert ends(run.pid_of("one"))


def test_asking_twice_does_not_wait(start):
    run = start("one:stubborn")
    run.until("READY")
    run.process.terminate()
    run.until("one stops")
    run.process.terminate()
    assert run.finish() == 0
    assert ends(run.pid_of("one"))


def test_no_orphan_survives_a_killed_supervisor(start):
    run = start("one:fine", "two:fine")
    run.until("READY")
    pids = [run.pid_of("one"), run.pid_of("two")]
    os.kill(run.process.pid, signal.SIGKILL)
    assert all(ends(pid) for pid in pids)


def test_very_long_lines_pass(start):
    run = start("one:talks")
    run.until("READY")
    run.process.terminate()
    run.finish()
    assert run.text().count("x") >= 300_000
