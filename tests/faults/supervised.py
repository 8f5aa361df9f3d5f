"""A server under Gatelight's own supervisor, so that one that dies starts again by itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.server import COMMAND, set_up_environment, stop
from tests.waiting import answers

from gatelight.cli.supervisor import ChildSpec, Supervisor

START_SECONDS = 60


@dataclass
class SupervisedServer:
    """`url` stays the same over the lives of the process."""

    url: str
    supervisor: subprocess.Popen[bytes]
    auth: tuple[str, str] = ("pk-lf-test", "sk-lf-test")
    pid: int = 0

    def wait_for_new_process(self) -> int:
        """The id of a healthy server process that is not the one returned before."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.supervisor.poll() is None, "the supervisor ended"
            pid = self._child()
            if pid not in (0, self.pid) and answers(f"{self.url}/api/public/health"):
                self.pid = pid
                return pid
            time.sleep(0.05)
        raise TimeoutError("the server did not start again")

    def _child(self) -> int:
        root = self.supervisor.pid
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
        return int(children[0]) if children else 0


@contextmanager
def supervised_server(data_dir: Path) -> Iterator[SupervisedServer]:
    """Run this module as a process; the server's output goes to `supervised.log`."""
    port = free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GATELIGHT_", "LANGFUSE_"))
    }
    with (data_dir / "supervised.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.supervised", str(port), str(data_dir)],
            cwd=Path(__file__).parents[2],
            env=kept | set_up_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield SupervisedServer(f"http://127.0.0.1:{port}", process)
    finally:
        stop(process)


def supervise(port: str, data_dir: str) -> int:
    """Keep one server running until told to stop."""
    command = [str(COMMAND), "serve", "--port", port, "--data-dir", data_dir]
    health = f"http://127.0.0.1:{port}/api/public/health"
    child = ChildSpec("server", command, dict(os.environ), health)
    return asyncio.run(Supervisor([child], lambda: None, first_delay=0).run())


if __name__ == "__main__":
    sys.exit(supervise(sys.argv[1], sys.argv[2]))
