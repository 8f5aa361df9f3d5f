"""Every command of docs/troubleshooting.md, run as written against a running `gatelight up`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_up import START_SECONDS, Up, begin

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


def blocks() -> list[str]:
    """Each fenced block without the indentation of the list it stands in."""
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [
        "\n".join(line.removeprefix(space) for line in text.splitlines()) for space, text in found
    ]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    started = begin(tmp_path_factory.mktemp("up"))
    assert started.ready.wait(START_SECONDS), started.text()
    yield started
    started.process.send_signal(signal.SIGTERM)
    started.process.wait(90)


def variables(up: Up) -> dict[str, str]:
    made = up.made()
    return up.env | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GATELIGHT": up.url("edge"),
        "GATELIGHT_SERVER": up.url("server"),
        "GATELIGHT_GATEWAY": up.url("gateway"),
        "KEYS": f"{made['public_key']}:{made['secret_key']}",
        "CALLER": made["test_user_key"],
    }


def test_the_page_has_commands() -> None:
    assert len(blocks()) > 8
    assert blocks()[1].strip() == "gatelight doctor"


def test_every_command_of_the_page(running: Up) -> None:
    """One shell, in which a command that fails ends the test with its name."""
    script = "set -euo pipefail\n" + "\n".join(
        f"echo '== block {number}'\n{block}" for number, block in enumerate(blocks())
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env=variables(running),
        cwd=running.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=540,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
    for said in ("No problem found.", "200 text/html", "x-gatelight-trace-id: ", "server 200"):
        assert said in done.stdout
