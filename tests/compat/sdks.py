"""The real SDKs under test: where each lives and how its driver is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.server import RunningServer

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DRIVER_SECONDS = 120
STORY: dict[str, Any] = json.loads((HERE / "story.json").read_text())


@dataclass(frozen=True, slots=True)
class Sdk:
    """One released SDK; `otlp` tells spans from JSON batches.

    `v1`: its client reads v1 traces; `v2`: v2 observations; `v3`: v3 scores.
    """

    name: str
    environment: str
    driver: str
    otlp: bool
    v1: bool = True
    v2: bool = False
    v3: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return ROOT / ".envs" / self.environment

    def command(self, driver: str) -> list[str]:
        script = str(HERE / "drivers" / driver)
        if self.environment.startswith("python"):
            return [str(self.folder / "bin" / "python"), script]
        return [node(), script]


SDKS = (
    Sdk("python 2, JSON batches", "python-2", "python2.py", otlp=False),
    Sdk("python 3, OTLP protobuf", "python-3", "python3.py", otlp=True),
    Sdk("python 4, OTLP protobuf", "python-4", "python45.py", otlp=True, v2=True, v3=True),
    Sdk(
        "python 4, OTLP protobuf gzip",
        "python-4",
        "python45.py",
        otlp=True,
        v2=True,
        v3=True,
        variables={"COMPRESSION": "gzip"},
    ),
    Sdk(
        "python 5, OTLP gzip, score array",
        "python-5",
        "python45.py",
        otlp=True,
        v1=False,
        v2=True,
        v3=True,
    ),
    Sdk("js 3, JSON batches", "js-3", "js3.mjs", otlp=False),
    Sdk("js 4, chunked OTLP JSON", "js-4", "js45.mjs", otlp=True, v2=True),
    Sdk("js 5, chunked OTLP JSON", "js-5", "js45.mjs", otlp=True, v2=True, v3=True),
)


def node() -> str:
    """The node that installed the JS environments: the one from PyPI when it was needed."""
    own = ROOT / ".envs" / "node" / "bin" / "node"
    found = str(own) if own.exists() else shutil.which("node")
    assert found, "no node: run `make sdks`"
    return found


def run_driver(
    sdk: Sdk, server: RunningServer, driver: str | None = None, slash: str = "/"
) -> dict[str, Any]:
    """Run a driver against `server`; its printed document plus the run's name.

    The base URL ends in a slash, which several SDKs turn into `//api/public/…`.
    """
    assert (sdk.folder / ".installed").exists(), f"{sdk.folder} is missing: run `make sdks`"
    run = uuid.uuid4().hex[:12]
    address = server.url + slash
    done = subprocess.run(
        sdk.command(driver or sdk.driver),
        input=json.dumps(STORY),
        capture_output=True,
        text=True,
        timeout=DRIVER_SECONDS,
        check=False,
        cwd=sdk.folder,
        env={
            "PATH": os.environ["PATH"],
            "LANGFUSE_HOST": address,
            "LANGFUSE_BASE_URL": address,
            "LANGFUSE_BASEURL": address,
            "LANGFUSE_PUBLIC_KEY": server.public_key,
            "LANGFUSE_SECRET_KEY": server.secret_key,
            "RUN": run,
            **sdk.variables,
        },
    )
    assert done.returncode == 0, f"{done.stderr}\nserver log:\n{server.log.read_text()[-4000:]}"
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document | {"run": run, "printed": done.stderr}
