"""Server, gateway, edge and supervisor together run inside one GiB: the smallest deployment."""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.limits.memory_group import MemoryGroup, memory_group
from tests.ports import free_port
from tests.server import COMMAND, stop

LIMIT = 1024**3
OBSERVATIONS = 10_000
PER_BATCH = 100
START_SECONDS = 240
PORTS = ("PORT", "OTLP_GRPC_PORT", "GATEWAY_PORT", "EDGE_PORT")

pytestmark = pytest.mark.slow


def batch(number: int) -> dict[str, object]:
    now = datetime.now(UTC).isoformat()
    trace_id = f"load-{number}"
    text = "all work and no play " * 100
    return {
        "batch": [
            {
                "id": str(uuid.uuid4()),
                "type": "generation-create",
                "timestamp": now,
                "body": {
                    "id": str(uuid.uuid4()),
                    "traceId": trace_id,
                    "startTime": now,
                    "model": "gpt-4o",
                    "input": text,
                    "output": text[:1000],
                    "usage": {"input": 400, "output": 200},
                },
            }
            for _ in range(PER_BATCH)
        ]
    }


def environment(folder: Path) -> dict[str, str]:
    ports = {name: str(free_port()) for name in PORTS}
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GATELIGHT_", "LANGFUSE_", "OPENAI_", "ANTHROPIC_"))
    }
    given = {f"GATELIGHT_{name}": value for name, value in ports.items()}
    return kept | given | {"GATELIGHT_DATA_DIR": str(folder / "data")}


def verify(env: dict[str, str], group: MemoryGroup) -> None:
    done = subprocess.run(
        [COMMAND, "verify"], env=env, preexec_fn=group.enter, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_everything_runs_inside_one_gibibyte(tmp_path: Path) -> None:
    env = environment(tmp_path)
    log = tmp_path / "up.log"
    with memory_group(LIMIT) as group:
        with log.open("wb") as output:
            process = subprocess.Popen(
                [COMMAND, "up"],
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=group.enter,
                start_new_session=True,
            )
        try:
            wait_until_up(process, log)
            verify(env, group)
            group.look(process.pid)
            made = json.loads((tmp_path / "data" / "bootstrap.json").read_text())
            auth = (made["public_key"], made["secret_key"])
            url = f"http://127.0.0.1:{env['GATELIGHT_PORT']}"
            with httpx.Client(base_url=url, auth=auth, timeout=60) as client:
                for number in range(OBSERVATIONS // PER_BATCH):
                    answer = client.post("/api/public/ingestion", json=batch(number)).json()
                    assert not answer["errors"]
                group.look(process.pid)
                counted = client.get("/api/public/observations", params={"limit": 1}).json()
            assert counted["meta"]["totalItems"] >= OBSERVATIONS
            verify(env, group)
            group.look(process.pid)
            assert process.poll() is None
        finally:
            stop(process)
        assert group.kills() == 0, log.read_text()
        assert 0 < group.peak() <= LIMIT


def wait_until_up(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Gatelight is up" not in log.read_text():
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
