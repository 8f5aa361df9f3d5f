"""Notes on what a request's events came to."""

from __future__ import annotations

from gatelight.core.patch import Note
from gatelight.ingest.batch.refusal import Refused
from gatelight.ingest.batch.values import Altered

MAX_DETAIL = 4_000
"""Bytes of a refused event that its note keeps."""


def refusal_note(
    refusal: Refused, data: bytes, *, event_id: str = "", event_type: str = ""
) -> Note:
    """Why an event was refused, with its beginning."""
    return Note(
        kind="refused",
        reason=refusal.reason,
        event_id=event_id,
        event_type=event_type,
        detail=data[:MAX_DETAIL].decode(errors="replace"),
    )


def altered_notes(
    altered: Altered, *, event_id: str = "", event_type: str = "", entity_id: str = ""
) -> list[Note]:
    """One note for each alteration of an event."""
    return [
        Note(
            kind="altered",
            reason=reason,
            event_id=event_id,
            event_type=event_type,
            entity_id=entity_id,
        )
        for reason in altered
    ]
