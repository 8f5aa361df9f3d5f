"""Building batches for the decoder tests."""

from __future__ import annotations

import json
from typing import Any

from gatelight.core.patch import Origin, Patch
from gatelight.ingest.batch.decode import Decoded, decode_batch
from gatelight.ingest.batch.events import Sender

TIME = "2026-01-01T00:00:00.123Z"
MICROS = 1_767_225_600_123_000

SENDER = Sender("project", Origin(public_key="pk", source="ingestion"))


def event(type: str, body: Any, *, id: Any = "e1", timestamp: Any = TIME) -> dict[str, Any]:
    return {"id": id, "type": type, "timestamp": timestamp, "body": body}


def decode(*events: Any, sender: Sender = SENDER, **envelope: Any) -> Decoded:
    return decode_batch(json.dumps({"batch": list(events)} | envelope).encode(), sender)


def patch_of(type: str, body: Any, **extra: Any) -> Patch:
    """The one patch of a valid event."""
    decoded = decode(event(type, body, **extra))
    assert decoded.answer.errors == []
    (patch,) = decoded.submission.patches
    return patch


def fields_of(type: str, body: Any, **extra: Any) -> Any:
    return patch_of(type, body, **extra).fields


def error_of(type: str, body: Any, **extra: Any) -> str:
    """The validation text of one refused event; nothing of it is stored."""
    decoded = decode(event(type, body, **extra))
    assert decoded.answer.successes == [] and decoded.submission.patches == []
    (error,) = decoded.answer.errors
    assert (error.status, error.message) == (400, "Invalid request data")
    (note,) = decoded.submission.notes
    assert (note.kind, note.reason) == ("refused", error.error)
    return error.error
