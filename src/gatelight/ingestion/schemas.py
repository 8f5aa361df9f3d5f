"""Bodies of the ingestion routes."""

from __future__ import annotations

from typing import Any, Literal

from gatelight.core.answers import Answer, AnyJson, Iso, MessageAnswer
from gatelight.core.time import from_datetime, to_iso
from gatelight.ingestion.queries import HourSums, SenderSums
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


def sender_out(sender: SenderSums) -> dict[str, Any]:
    return {
        "publicKey": sender.public_key or None,
        "sdkName": sender.sdk_name or None,
        "sdkVersion": sender.sdk_version or None,
        "source": sender.source,
        "firstAt": to_iso(from_datetime(sender.first_at)),
        "lastAt": to_iso(from_datetime(sender.last_at)),
        "requests": sender.requests,
        "events": sender.events,
        "refused": sender.refused,
        "altered": sender.altered,
    }


def hour_out(hour: HourSums) -> dict[str, Any]:
    return {
        "hour": to_iso(from_datetime(hour.hour)),
        "publicKey": hour.public_key or None,
        "sdkName": hour.sdk_name or None,
        "events": hour.events,
        "refused": hour.refused,
        "altered": hour.altered,
    }


def json_body(description: str) -> dict[str, Any]:
    """OpenAPI of a body that the route reads itself."""
    content = {"application/json": {"schema": {"description": description}}}
    return {"requestBody": {"required": True, "content": content}}


class NoteAnswer(Answer):
    """One refused or altered event."""

    id: str
    timestamp: Iso
    kind: Literal["refused", "altered"]
    reason: str
    event_id: str | None
    event_type: str | None
    entity_id: str | None
    detail: str | None
    public_key: str | None
    sdk_name: str | None
    sdk_version: str | None
    source: str


class SenderAnswer(Answer):
    """A key and SDK, and what came from it. `publicKey` null: sent with a log-in. `events` were
    stored; `refused` and `altered` count the notes on them; `firstAt` is exact to the hour."""

    public_key: str | None
    sdk_name: str | None
    sdk_version: str | None
    source: str
    first_at: Iso
    last_at: Iso
    requests: int
    events: int
    refused: int
    altered: int


class HourAnswer(Answer):
    """Sums of one hour, key and SDK; hours without any are absent."""

    hour: Iso
    public_key: str | None
    sdk_name: str | None
    events: int
    refused: int
    altered: int


class ArrivalsAnswer(Answer):
    senders: list[SenderAnswer]
    hours: list[HourAnswer]


class StoredEvent(Answer):
    id: str
    status: int


class RefusedEvent(StoredEvent):
    message: str | None = None
    error: AnyJson = None


class BatchAnswer(Answer):
    """One entry for each event of the batch."""

    successes: list[StoredEvent]
    errors: list[RefusedEvent]


class ScoresAnswer(Answer):
    """How many scores of a list were stored, and why the others were not."""

    accepted: int
    rejected: int
    errors: list[MessageAnswer]


class ExportError(Answer):
    """Why an OTLP export was refused."""

    error: str
