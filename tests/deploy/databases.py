"""A real Prometheus and a real VictoriaMetrics, scraping once a second."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.ports import free_port
from tests.server import stop
from tests.waiting import wait_until_answers

START_SECONDS = 60


@dataclass
class Tsdb:
    name: str
    url: str

    def query(self, expression: str) -> list[Any]:
        """Series of an instant query."""
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": expression}, timeout=30)
        assert answer.status_code == 200, answer.text
        result: list[Any] = answer.json()["data"]["result"]
        return result


def _tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing; install it: apt-get install {package}")
    return found


@contextmanager
def databases(folder: Path, targets: dict[str, Sequence[str]]) -> Iterator[list[Tsdb]]:
    """Both, scraping these targets by job."""
    scrapes = [
        {"job_name": job, "scrape_interval": "1s", "static_configs": [{"targets": list(hosts)}]}
        for job, hosts in targets.items()
    ]
    configuration = folder / "scrape.yml"
    configuration.write_text(yaml.safe_dump({"scrape_configs": scrapes}))
    prometheus, victoria = free_port(), free_port()
    commands = {
        f"http://127.0.0.1:{prometheus}/-/ready": [
            _tool("prometheus", "prometheus"),
            f"--config.file={configuration}",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{prometheus}",
            "--enable-feature=exemplar-storage",
        ],
        f"http://127.0.0.1:{victoria}/health": [
            _tool("victoria-metrics", "victoria-metrics"),
            f"-httpListenAddr=127.0.0.1:{victoria}",
            f"-storageDataPath={folder / 'victoria'}",
            f"-promscrape.config={configuration}",
            "-search.latencyOffset=0s",
        ],
    }
    log_file = folder / "databases.log"
    started: list[subprocess.Popen[bytes]] = []
    try:
        for ready, command in commands.items():
            with log_file.open("ab") as log:
                started.append(
                    subprocess.Popen(
                        command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                    )
                )
            wait_until_answers(ready, started[-1], log_file, START_SECONDS)
        yield [
            Tsdb("Prometheus", f"http://127.0.0.1:{prometheus}"),
            Tsdb("VictoriaMetrics", f"http://127.0.0.1:{victoria}"),
        ]
    finally:
        for process in started:
            stop(process)
