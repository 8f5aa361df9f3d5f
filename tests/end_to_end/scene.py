"""The whole way of a call: a client, LiteLLM, our server, and its public API read back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.fakes.provider import Provider
from tests.fakes.serve import serving
from tests.gateway.running import MASTER_KEY, RunningGateway, models_of, running_gateway
from tests.postgres import chosen_database
from tests.server import RunningServer, running_server

TRACE_HEADER = "x-gatelight-trace-id"
EXPORT_SECONDS = 90
"""LiteLLM exports in the background; this is how long a trace may take to arrive."""


START_CHECK_SECONDS = 150


@dataclass
class Scene:
    server: RunningServer
    gateway: RunningGateway
    provider: Provider
    database_url: str = ""

    def call(self, path: str, body: dict[str, Any], *, key: str = "user") -> httpx.Response:
        """A call to the gateway as the master (`key="master"`) or the test user."""
        headers = self.gateway.user if key == "user" else self.gateway.master
        return httpx.post(self.gateway.url + path, json=body, headers=headers, timeout=60)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return httpx.get(
            f"{self.server.url}/api/public/{path}",
            params=params,
            auth=self.server.auth,
            timeout=30,
        )

    def wait_for_start_check(self) -> None:
        """Until the gateway's own mock calls are answered, seen and deleted again."""
        deadline = time.monotonic() + START_CHECK_SECONDS
        while "start check passed" not in self.gateway.log:
            assert time.monotonic() < deadline, self.gateway.log[-3000:]
            time.sleep(0.2)

    def trace_of(self, response: httpx.Response) -> dict[str, Any]:
        """The trace whose id the response's header names."""
        return self.trace(response.headers[TRACE_HEADER])

    def trace(self, trace_id: str) -> dict[str, Any]:
        """A trace, once it is there with its observation."""
        deadline = time.monotonic() + EXPORT_SECONDS
        while time.monotonic() < deadline:
            found = self.get(f"traces/{trace_id}")
            if found.status_code == 200 and found.json()["observations"]:
                trace: dict[str, Any] = found.json()
                return trace
            time.sleep(0.2)
        raise AssertionError(f"trace {trace_id} did not arrive:\n{self.gateway.log[-3000:]}")


@contextmanager
def scene_of(
    folder: Path,
    litellm_settings: dict[str, Any] | None = None,
    *,
    database_url: str = "",
    gateway_env: dict[str, str] | None = None,
) -> Iterator[Scene]:
    """`database_url`: the record store; without one, that of this run (`tests/postgres.py`)."""
    database_url = database_url or chosen_database(folder / "server")
    provider = Provider()
    records = {"GATELIGHT_GATEWAY_MASTER_KEY": MASTER_KEY}
    if database_url:
        records["GATELIGHT_DATABASE_URL"] = database_url
    with (
        serving(provider.app) as provider_url,
        running_server(folder / "server", records) as server,
    ):
        operator: dict[str, Any] = {"model_list": models_of(provider_url)}
        if litellm_settings:
            operator["litellm_settings"] = litellm_settings
        with running_gateway(
            folder / "gateway",
            server.url,
            server.public_key,
            server.secret_key,
            operator,
            gateway_env,
        ) as gateway:
            yield Scene(server, gateway, provider, database_url)
