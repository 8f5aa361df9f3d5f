"""The gateway's questions to the server, with the project's key pair it has for traces."""

from __future__ import annotations

import os
import time
from typing import Any

import httpx

SECONDS = {"caller": 10.0, "admit": 5.0, "settle": 30.0}
"""How long each question may take. Who calls must be known; the rest can be decided without."""
PAUSE = 2.0
"""After a question that was not answered, calls are not asked for for so long."""


class ServerAwayError(Exception):
    """The server did not answer; the message says how."""


class Server:
    """`url` has no trailing slash. One object for an event loop."""

    def __init__(self, url: str, public_key: str, secret_key: str) -> None:
        self.url = url
        self._auth = (public_key, secret_key)
        self._client: httpx.AsyncClient | None = None
        self._away_until = 0.0

    @classmethod
    def from_environment(cls) -> Server:
        env = os.environ
        return cls(
            env.get("LANGFUSE_HOST", "").rstrip("/"),
            env.get("LANGFUSE_PUBLIC_KEY", ""),
            env.get("LANGFUSE_SECRET_KEY", ""),
        )

    @property
    def client(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                auth=self._auth,
                trust_env=False,
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
            )
        return self._client

    async def ask(self, question: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to `POST /api/internal/gateway/<question>`. Raises ServerAwayError."""
        if question == "admit" and time.monotonic() < self._away_until:
            raise ServerAwayError(f"{self.url} did not answer a moment ago")
        try:
            response = await self.client.post(
                f"{self.url}/api/internal/gateway/{question}",
                json=body,
                timeout=SECONDS[question],
            )
        except httpx.HTTPError as error:
            self._away_until = time.monotonic() + PAUSE
            raise ServerAwayError(f"{self.url}: {error!r}") from error
        if response.status_code != 200:
            raise ServerAwayError(
                f"{self.url} answered {response.status_code}: {response.text[:200]}"
            )
        answer: dict[str, Any] = response.json()
        return answer
