"""A real `gatelight serve` in its own process, for tests and benchmarks that need one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.postgres import chosen_database
from tests.waiting import wait_until_answers

START_SECONDS = 240
STOP_SECONDS = 40
COMMAND = Path(sys.executable).with_name("gatelight")


@dataclass(slots=True)
class RunningServer:
    """`url` has no trailing slash; `log` holds what the process printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    project_id: str = "project-test"
    public_key: str = "pk-lf-test"
    secret_key: str = "sk-lf-test"

    @property
    def auth(self) -> tuple[str, str]:
        return self.public_key, self.secret_key

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


def clean_environment() -> dict[str, str]:
    """This process's variables without those that would configure Gatelight."""
    ours = ("GATELIGHT_", "LANGFUSE_", "LITELLM_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def set_up_environment() -> dict[str, str]:
    """Variables that make the server create one organisation, project, key pair and user, and leave
    the one port of OTLP over gRPC alone."""
    return {
        "GATELIGHT_OTLP_GRPC_PORT": "-1",
        "LANGFUSE_INIT_ORG_ID": "org-test",
        "LANGFUSE_INIT_ORG_NAME": "Test organisation",
        "LANGFUSE_INIT_PROJECT_ID": "project-test",
        "LANGFUSE_INIT_PROJECT_NAME": "Test project",
        "LANGFUSE_INIT_PROJECT_PUBLIC_KEY": "pk-lf-test",
        "LANGFUSE_INIT_PROJECT_SECRET_KEY": "sk-lf-test",
        "LANGFUSE_INIT_USER_EMAIL": "owner@example.com",
        "LANGFUSE_INIT_USER_PASSWORD": "correct horse battery",
    }


def stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, then SIGKILL for one that does not end by itself."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running_server(
    data_dir: Path, environment: Mapping[str, str] | None = None, port: int = 0
) -> Iterator[RunningServer]:
    """Start a server on loopback with its data in `data_dir`; stop it on leaving."""
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "server.log"
    listening = port or free_port()
    command = [str(COMMAND), "serve", "--host", "127.0.0.1", "--port", str(listening)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--data-dir", str(data_dir)],
            env=clean_environment()
            | set_up_environment()
            | {"GATELIGHT_DATABASE_URL": chosen_database(data_dir)}
            | dict(environment or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = RunningServer(f"http://127.0.0.1:{listening}", process, log)
    try:
        wait_until_answers(f"{server.url}/api/public/health", process, log, START_SECONDS)
        yield server
    finally:
        stop(process)
