"""The containers' health check."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.fakes.serve import serving
from tests.ports import free_port


async def upstream(scope: Any, receive: Any, send: Any) -> None:
    status = 200 if scope["path"] == "/well" else 503
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def check(*arguments: str) -> int:
    command = [sys.executable, "-m", "gatelight.deploy.alive", *arguments]
    return subprocess.run(command, check=False, capture_output=True).returncode


def test_it_says_whether_the_address_answers() -> None:
    with serving(upstream) as url:
        assert check(f"{url}/well") == 0
        assert check(f"{url}/ill") == 1
    assert check(f"http://127.0.0.1:{free_port()}/") == 1
    assert check("not an address") == 1
    assert check() == 2
