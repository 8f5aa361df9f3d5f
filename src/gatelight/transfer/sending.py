"""Events to the target in batches, and what it refused of them."""

from __future__ import annotations

from typing import Any

from gatelight.transfer.wire import CallError, Wire, encoded

BATCH_BYTES = 3 * 1024 * 1024
BATCH_EVENTS = 500

Event = dict[str, Any]


def send_events(target: Wire, events: list[Event]) -> dict[str, str]:
    """Store events; they are readable on return. The refused ones: event id → reason.

    An event too large for the target is refused alone. Raises CallError when the target fails.
    """
    refused: dict[str, str] = {}
    batch: list[tuple[str, bytes]] = []
    size = 0
    for event in events:
        part = encoded(event)
        if batch and (size + len(part) > BATCH_BYTES or len(batch) >= BATCH_EVENTS):
            refused |= _send(target, batch)
            batch, size = [], 0
        batch.append((event["id"], part))
        size += len(part)
    if batch:
        refused |= _send(target, batch)
    return refused


def _send(target: Wire, batch: list[tuple[str, bytes]]) -> dict[str, str]:
    content = b'{"batch":[' + b",".join(part for _, part in batch) + b"]}"
    try:
        answer = target.call("POST", "/ingestion", content=content)
    except CallError as error:
        if error.status not in (400, 413):
            raise
        if len(batch) == 1:
            return {batch[0][0]: str(error)}
        half = len(batch) // 2
        return _send(target, batch[:half]) | _send(target, batch[half:])
    return {
        str(each.get("id")): f"{each.get('message')}: {each.get('error')}"
        for each in answer.get("errors", ())
    }
