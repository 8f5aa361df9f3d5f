"""`gatelight up` and `gatelight verify`, whole and real: three processes, four calls, two users."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.gateway.running import VENV
from tests.ports import free_port

pytestmark = pytest.mark.slow
START_SECONDS = 240
COMMAND = str(Path(sys.executable).with_name("gatelight"))


@dataclass
class Up:
    """A running `gatelight up`."""

    folder: Path
    ports: dict[str, int]
    env: dict[str, str]
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Check everything" in line:
                self.ready.set()
        self.ready.set()

    def text(self) -> str:
        return "\n".join(self.lines)

    def made(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "data" / "bootstrap.json").read_text())
        return found

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def begin(folder: Path) -> Up:
    ports = {name: free_port() for name in ("server", "gateway", "edge", "otlp_grpc")}
    env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    env |= {
        "GATELIGHT_DATA_DIR": str(folder / "data"),
        "GATELIGHT_GATEWAY_VENV": str(VENV.absolute()),
        "GATELIGHT_PORT": str(ports["server"]),
        "GATELIGHT_GATEWAY_PORT": str(ports["gateway"]),
        "GATELIGHT_EDGE_PORT": str(ports["edge"]),
        "GATELIGHT_OTLP_GRPC_PORT": str(ports["otlp_grpc"]),
        "LANGFUSE_HOST": "http://127.0.0.1:9",  # meant for others: must not be used
    }
    process = subprocess.Popen(
        [COMMAND, "up"],
        env=env,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    up = Up(folder, ports, env, process)
    threading.Thread(target=up.read, daemon=True).start()
    return up


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = begin(tmp_path_factory.mktemp("up"))
    assert running.ready.wait(START_SECONDS), running.text()
    assert running.process.poll() is None, running.text()
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(90)


def test_verify_passes_and_shows_what_was_recorded(up):
    done = up.run("verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr + up.text()
    report = json.loads(done.stdout)
    calls = report["calls"]
    assert [call["input"] for call in calls] == [
        "Say hello in Italian",
        "Count to 3",
        "Say hello in Spanish",
        "Count to 5",
    ]
    assert [call["recorded"] for call in calls] == ["Ciao!", "1, 2, 3", "¡Hola!", "1, 2, 3, 4, 5"]
    assert [call["user"] for call in calls] == ["admin", "admin", "test-user", "test-user"]
    assert all(call["cost"] > 0 and call["latency"] > 0 for call in calls)
    assert all(call["input_tokens"] > 0 and call["output_tokens"] > 0 for call in calls)
    assert report["traces"] >= 4


def test_verify_prints_a_table(up):
    done = up.run("verify")
    assert done.returncode == 0, done.stdout
    assert "Everything was recorded." in done.stdout
    assert re.search(r"Traces captured: \d+", done.stdout)
    for word in ("test-user", "Say hello in Italian", "Ciao!", "1, 2, 3, 4, 5", "ok"):
        assert word in done.stdout


def test_verify_says_what_is_missing(up):
    wrong = up.run("verify", "--secret-key", "sk-lf-wrong")
    assert wrong.returncode == 1
    assert "refuses the project's keys" in wrong.stdout
    nobody = up.run("verify", "--gateway", f"http://127.0.0.1:{free_port()}")
    assert nobody.returncode == 1
    assert "cannot be reached" in nobody.stdout
    bad = up.run("verify", "--user-key", "sk-gl-wrong", "--json")
    assert bad.returncode == 1
    assert "401" in json.loads(bad.stdout)["calls"][2]["problems"][0]


def test_the_screen_has_a_call_that_works(up):
    made = up.made()
    for secret in ("public_key", "secret_key", "gateway_master_key", "user_password"):
        assert made[secret] in up.text()
    assert f"127.0.0.1:{up.ports['otlp_grpc']}\n" in up.text()
    curl = next(line.strip() for line in up.lines if line.strip().startswith("curl http"))
    answer = subprocess.run(curl, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout)["choices"][0]["message"]["content"] == "Ciao!"
    count = next(line for line in up.lines if "traces?limit=10" in line).split("| jq")[0]
    answer = subprocess.run(count, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout)["meta"]["totalItems"] >= 1


def test_the_first_user_can_sign_in(up):
    assert stat.S_IMODE((up.folder / "data" / "bootstrap.json").stat().st_mode) == 0o600
    keys = up.made()["public_key"], up.made()["secret_key"]
    found = httpx.get(up.url("edge") + "/api/public/projects", auth=keys, timeout=60)
    assert found.json()["data"][0]["id"] == up.made()["project_id"]


def test_administration_is_closed_from_outside_and_open_inside(up):
    master = {"authorization": f"Bearer {up.made()['gateway_master_key']}"}
    assert httpx.get(up.url("edge") + "/model/info", headers=master, timeout=60).status_code == 403
    assert (
        httpx.get(up.url("gateway") + "/model/info", headers=master, timeout=60).status_code == 200
    )
    assert httpx.get(up.url("gateway") + "/model/info", timeout=60).status_code == 401


def test_the_start_check_saw_its_call_and_left_no_trace(up):
    keys = up.made()["public_key"], up.made()["secret_key"]
    assert "start check FAILED" not in up.text()
    traces = httpx.get(
        up.url("server") + "/api/public/traces?limit=100", auth=keys, timeout=60
    ).json()["data"]
    assert not [trace for trace in traces if "start check" in json.dumps(trace.get("input"))]


def test_a_taken_port_is_named_with_its_setting(up):
    done = up.run("up")
    assert done.returncode == 2
    assert f"127.0.0.1:{up.ports['server']}" in done.stderr
    assert "GATELIGHT_PORT=" in done.stderr


def test_the_gateway_refuses_without_a_server(tmp_path, up):
    env = {name: value for name, value in up.env.items() if not name.startswith("LANGFUSE")}
    env |= {"GATELIGHT_DATA_DIR": str(tmp_path), "GATELIGHT_GATEWAY_PORT": str(free_port())}
    done = subprocess.run(
        [COMMAND, "gateway"], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "LANGFUSE_HOST is not set" in done.stderr


def test_it_stops_in_order_and_leaves_nothing(up):
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(90) == 0
    for port in up.ports.values():
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
