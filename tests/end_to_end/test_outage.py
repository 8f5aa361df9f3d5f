"""The native exporter (`callbacks: [gatelight]`) while the server is away under load."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.end_to_end.test_calls_become_traces import CHAT, CLAUDE
from tests.fakes.provider import Provider
from tests.fakes.serve import serving
from tests.gateway.running import RunningGateway, models_of, running_gateway
from tests.ports import free_port
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

OUTAGE_SECONDS = float(os.environ.get("GATELIGHT_TEST_OUTAGE_SECONDS", "60"))
DELIVERED_SECONDS = 60
"""What a loaded machine may need to take everything that waited."""
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/chat/completions", CHAT),
    ("/v1/chat/completions", CHAT | {"stream": True}),
    ("/v1/messages", CLAUDE | {"stream": True}),
]


class Load:
    """Clients that call until told to stop. `traces`: the ids of answered calls; `failed`: what
    went wrong."""

    def __init__(self, gateway: RunningGateway) -> None:
        self.traces: list[str] = []
        self.failed: list[str] = []
        self._gateway = gateway
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._client, args=call, daemon=True) for call in CALLS
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Until so many more calls are answered."""
        wanted = len(self.traces) + more
        while len(self.traces) < wanted:
            assert not self.failed, self.failed[:3]
            time.sleep(0.1)

    def _client(self, path: str, body: dict[str, Any]) -> None:
        with httpx.Client(headers=self._gateway.user, timeout=60) as client:
            while not self._enough.wait(0.2):
                try:
                    response = client.post(self._gateway.url + path, json=body)
                except httpx.HTTPError as error:
                    self.failed.append(repr(error))
                    continue
                if response.status_code != 200:
                    self.failed.append(f"{response.status_code} {response.text[:300]}")
                self.traces.append(response.headers["x-gatelight-trace-id"])


def spool_of(gateway: RunningGateway) -> Path:
    return gateway.keys.parent / "spool"


def stored(server: RunningServer) -> Counter[str]:
    """How many observations each trace of the test user has."""
    found: Counter[str] = Counter()
    page = pages = 1
    while page <= pages:
        answer = httpx.get(
            f"{server.url}/api/public/observations",
            params={"userId": "test-user", "limit": 100, "page": page},
            auth=server.auth,
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        read = answer.json()
        found.update(each["traceId"] for each in read["data"])
        page, pages = page + 1, read["meta"]["totalPages"]
    return found


def test_nothing_is_lost_while_the_server_is_away(tmp_path: Path) -> None:
    port, provider = free_port(), Provider()
    place = (f"http://127.0.0.1:{port}", "pk-lf-test", "sk-lf-test")
    with ExitStack() as stack:
        operator = {
            "model_list": models_of(stack.enter_context(serving(provider.app))),
            "litellm_settings": {"callbacks": ["gatelight"]},
        }
        with running_server(tmp_path / "server", port=port):
            gateway = stack.enter_context(running_gateway(tmp_path / "gateway", *place, operator))
            load = stack.enter_context(Load(gateway))
            load.wait_for(10)
        before = len(load.traces)
        time.sleep(OUTAGE_SECONDS)
        assert len(load.traces) > before
        assert list(spool_of(gateway).iterdir()) != []
        with running_server(tmp_path / "server", port=port) as server:
            load.wait_for(10)
            load.stop()
            assert load.failed == []
            wanted = Counter(load.traces)
            deadline = time.monotonic() + DELIVERED_SECONDS
            while (found := stored(server)) != wanted and time.monotonic() < deadline:
                time.sleep(1)
            assert found == wanted, (len(found), len(wanted), gateway.log[-2000:])
            assert list(spool_of(gateway).iterdir()) == []
