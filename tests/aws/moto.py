"""AWS's interfaces, by a moto of its own process and environment, on loopback."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from tests.deploy.tools import tool
from tests.ports import free_port
from tests.server import stop

REGION = "eu-west-1"
START_SECONDS = 120
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Aws:
    """The address of the stand-in."""

    url: str

    def client(self, service: str) -> Any:
        """A boto3 client of it."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def environment(self) -> dict[str, str]:
        """Variables with which a process that uses boto3 finds it."""
        return {**CREDENTIALS, "AWS_ENDPOINT_URL": self.url}


@contextmanager
def running_moto(folder: Path) -> Iterator[Aws]:
    """Services run their tasks, and AWS's own policies exist, as in an account."""
    port = free_port()
    with (folder / "moto.log").open("ab") as log:
        process = subprocess.Popen(
            [tool("deploy", "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
            env=os.environ
            | CREDENTIALS
            | {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true", "MOTO_ECS_SERVICE_RUNNING": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    aws = Aws(f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(aws.url):
            assert process.poll() is None, (folder / "moto.log").read_text()
            assert time.monotonic() < deadline, "moto did not start"
            time.sleep(0.1)
        yield aws
    finally:
        stop(process)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/moto-api/data.json", timeout=5).is_success
    except httpx.TransportError:
        return False
