"""Clients that write until told to stop, and remember what was acknowledged."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

OBSERVATIONS_PER_BATCH = 20
RETRY_SECONDS = 0.2
REQUEST_SECONDS = 20

Entity = tuple[str, list[str]]
"""Trace id and the ids of its observations."""


def json_batch() -> tuple[Entity, str, dict[str, Any]]:
    """One trace with its generations as a batch of the ingestion endpoint."""
    trace_id = uuid.uuid4().hex
    now = datetime.now(UTC).isoformat()
    events = [event("trace-create", now, {"id": trace_id, "name": "load", "userId": "ada"})]
    ids = [uuid.uuid4().hex for _ in range(OBSERVATIONS_PER_BATCH)]
    for observation_id in ids:
        body = {"id": observation_id, "traceId": trace_id, "startTime": now, "name": "step"}
        events.append(event("generation-create", now, body | {"input": "x" * 500}))
        events.append(event("generation-update", now, {"id": observation_id, "output": "done"}))
    return (trace_id, ids), "/api/public/ingestion", {"batch": events}


def event(kind: str, now: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "type": kind, "timestamp": now, "body": body}


def otlp_batch() -> tuple[Entity, str, dict[str, Any]]:
    """The same as an OpenTelemetry export in JSON."""
    trace_id = uuid.uuid4().hex
    ids = [uuid.uuid4().hex[:16] for _ in range(OBSERVATIONS_PER_BATCH)]
    start = time.time_ns()
    spans = [
        {
            "traceId": trace_id,
            "spanId": span_id,
            "name": "step",
            "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(start + 1_000_000),
            "attributes": [
                {"key": "langfuse.observation.output", "value": {"stringValue": "done"}}
            ],
        }
        | ({} if span_id == ids[0] else {"parentSpanId": ids[0]})
        for span_id in ids
    ]
    body = {"resourceSpans": [{"scopeSpans": [{"scope": {"name": "load"}, "spans": spans}]}]}
    return (trace_id, ids), "/api/public/otel/v1/traces", body


class Loader:
    """One client: sends a batch again until it is acknowledged, then the next."""

    def __init__(
        self,
        url: str,
        auth: tuple[str, str],
        make: Callable[[], tuple[Entity, str, dict[str, Any]]],
    ) -> None:
        self.acknowledged: dict[str, list[str]] = {}
        self.answers: list[int] = []
        self._make = make
        self._stop = threading.Event()
        self._client = httpx.Client(base_url=url, auth=auth, timeout=REQUEST_SECONDS)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the batch in hand is acknowledged."""
        self._stop.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            (trace_id, ids), path, body = self._make()
            while not self._sent(path, body):
                time.sleep(RETRY_SECONDS)
            self.acknowledged[trace_id] = ids

    def _sent(self, path: str, body: dict[str, Any]) -> bool:
        try:
            response = self._client.post(path, json=body)
        except httpx.TransportError:
            return False
        self.answers.append(response.status_code)
        return response.is_success and not response.json().get("errors")
