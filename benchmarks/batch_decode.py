"""Time of decoding one event of a JSON batch: a generation of 3 KB, as the Python SDK sends it.

    .venv/bin/python benchmarks/batch_decode.py

Prints µs of process time per event; a batch holds 50 events. The baseline is parsing the same bytes
with orjson, to plain objects.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import orjson

from gatelight.core.patch import Origin
from gatelight.ingest.batch.decode import decode_batch
from gatelight.ingest.batch.events import Sender

EVENTS = 50
ROUNDS = 60
TEXT = "The quick brown fox jumps over the lazy dog. "


def generation(n: int, text: str) -> dict[str, Any]:
    body = {
        "id": f"generation-{n}",
        "traceId": f"trace-{n // 5}",
        "name": "answer",
        "startTime": "2026-01-01T00:00:00.123456Z",
        "endTime": "2026-01-01T00:00:01.123456Z",
        "completionStartTime": "2026-01-01T00:00:00.523456Z",
        "model": "gpt-4o-mini",
        "modelParameters": {"temperature": 0.3, "max_tokens": 500},
        "input": [{"role": "user", "content": text * 42}],
        "output": {"role": "assistant", "content": text * 20},
        "usageDetails": {"input": 300, "output": 250, "total": 550},
        "metadata": {"customer": "acme", "attempt": 2, "nested": {"a": [1, 2, 3]}},
        "environment": "production",
        "level": "DEFAULT",
    }
    return {
        "id": f"event-{n}",
        "type": "generation-create",
        "timestamp": "2026-01-01T00:00:01.200000Z",
        "body": body,
    }


def micros_per_event(work: Callable[[], object]) -> float:
    """The best of several rounds, so that a neighbour's load does not count."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best / EVENTS * 1e6


def main() -> None:
    sender = Sender("project", Origin(source="ingestion"))
    for name, text in (("ASCII text", TEXT), ("escaped text", TEXT.replace("o", "ö"))):
        batch = {"batch": [generation(n, text) for n in range(EVENTS)], "metadata": {}}
        data = json.dumps(batch).encode()
        parse = micros_per_event(lambda data=data: orjson.loads(data))
        whole = micros_per_event(lambda data=data: decode_batch(data, sender))
        print(
            f"{name}: {len(data) // EVENTS} bytes, {whole:.1f} µs/event "
            f"(orjson.loads alone {parse:.1f} µs, ratio {whole / parse:.1f})"
        )


if __name__ == "__main__":
    main()
