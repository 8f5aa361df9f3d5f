"""Bodies of the ingestion routes."""

from __future__ import annotations

from typing import Any

from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.ingestion import IngestionNote


def note_out(note: IngestionNote) -> dict[str, Any]:
    """One refused or altered event. `detail` is the beginning of what was refused."""
    return {
        "id": note.id,
        "timestamp": to_iso(from_datetime(note.at)),
        "kind": note.kind,
        "reason": note.reason,
        "eventId": note.event_id or None,
        "eventType": note.event_type or None,
        "entityId": note.entity_id or None,
        "detail": note.detail or None,
        "publicKey": note.public_key or None,
        "sdkName": note.sdk_name or None,
        "sdkVersion": note.sdk_version or None,
        "source": note.source,
    }


def json_body(description: str) -> dict[str, Any]:
    """OpenAPI of a body that the route reads itself."""
    content = {"application/json": {"schema": {"description": description}}}
    return {"requestBody": {"required": True, "content": content}}
