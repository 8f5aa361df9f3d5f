"""LiteLLM callback that sends each call to the server itself: `callbacks: [gatelight]`.

Beside the standard `langfuse` callback it loses nothing while the server is away for minutes, needs
no SDK, and cannot be told by a caller where to send prompts.
"""

from __future__ import annotations

import atexit
import logging
import os
from pathlib import Path
from typing import Any

import httpx

from .delivery import Delivery, Outcome
from .hooks import GatelightHooks
from .spans import span_of
from .spool import Spool

SECONDS = 20.0
SPOOL_BYTES = 1024 * 1024 * 1024
log = logging.getLogger("gatelight.export")


class Sender:
    """Posts gzipped OTLP JSON with the project's key pair."""

    def __init__(self, url: str, public_key: str, secret_key: str) -> None:
        self._url = f"{url.rstrip('/')}/api/public/otel/v1/traces"
        self._client = httpx.Client(
            auth=(public_key, secret_key),
            timeout=SECONDS,
            trust_env=False,
            headers={
                "content-type": "application/json",
                "content-encoding": "gzip",
                "x-langfuse-ingestion-version": "4",
                "x-langfuse-sdk-name": "gatelight-gateway",
            },
        )
        self._told = False

    def __call__(self, body: bytes) -> Outcome:
        try:
            response = self._client.post(self._url, content=body)
        except httpx.HTTPError as error:
            self._tell("the server cannot be reached (%r): traces wait on disk", error)
            return Outcome.AGAIN
        if response.is_success:
            if self._told:
                log.warning("the server takes traces again; what waited is being delivered")
                self._told = False
            return Outcome.DELIVERED
        status = response.status_code
        if status in (401, 403, 404, 408, 429) or status >= 500:
            # 401 to 404: wrong keys or address, which an operator can mend while traces wait.
            self._tell("the server answers %s: traces wait on disk", status)
            return Outcome.AGAIN
        log.error("a batch of traces was refused: %s %s", status, response.text[:300])
        return Outcome.REFUSED

    def _tell(self, message: str, *arguments: object) -> None:
        """Once, until it works again."""
        if not self._told:
            log.error(message, *arguments)
            self._told = True


class GatelightExporter(GatelightHooks):
    """Loaded by the generated configuration as `gatelight_runtime.exporter.instance`, in place of
    the hooks: LiteLLM calls every method of every callback, so that one costs less than two."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__()
        self.delivery = delivery

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        await super().async_log_success_event(kwargs, response_obj, start_time, end_time)
        self._take(kwargs)

    async def async_log_failure_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        self._take(kwargs)

    def _take(self, kwargs: dict[str, Any]) -> None:
        span = span_of(kwargs)
        if span is not None:
            self.delivery.add(span)


def _from_environment() -> GatelightExporter:
    env = os.environ
    resource = [
        {"key": key, "value": {"stringValue": env[name]}}
        for key, name in (
            ("langfuse.environment", "LANGFUSE_TRACING_ENVIRONMENT"),
            ("langfuse.release", "LANGFUSE_RELEASE"),
        )
        if env.get(name)
    ]
    delivery = Delivery(
        Sender(
            env.get("LANGFUSE_HOST", ""),
            env.get("LANGFUSE_PUBLIC_KEY", ""),
            env.get("LANGFUSE_SECRET_KEY", ""),
        ),
        Spool(Path(env["GATELIGHT_SPOOL_DIR"]), SPOOL_BYTES),
        resource,
    )
    atexit.register(delivery.stop)
    return GatelightExporter(delivery)


instance = _from_environment()
