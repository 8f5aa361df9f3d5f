"""From a request's bytes to stored events, and the reading of what was refused or altered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.patch import Origin, Source, Submission
from gatelight.errors import InvalidBatch, InvalidData
from gatelight.ingest.batch.decode import Answer, Decoded, decode_batch
from gatelight.ingest.batch.events import SCORE_CREATE, Sender
from gatelight.ingest.batch.noted import refusal_note
from gatelight.ingest.batch.refusal import Refused, issue_of
from gatelight.ingest.batch.single import (
    DecodedScores,
    decode_entity,
    decode_score,
    decode_scores,
)
from gatelight.ingestion.queries import (
    HourSums,
    NoteFilter,
    NotePage,
    SenderSums,
    hours_since,
    notes_page,
    senders_since,
)
from gatelight.media.extract import extract, extract_media
from gatelight.score_configs.service import ConfigLookup
from gatelight.services import Services

INLINE_BYTES = 64 * 1024
"""Larger bodies are decoded in a thread, so that other requests are not held up."""
NAMES_CONFIG = b'"configId"'
"""Bodies with it may need the record store while they are decoded: those, too."""

T = TypeVar("T", Submission, Decoded, DecodedScores)


async def ingest_batch(services: Services, principal: ApiPrincipal, data: bytes) -> Answer:
    """Store a batch and answer each event. Raises InvalidBatch, and what the writer raises."""
    sender = _sender(services, principal, "ingestion")
    try:
        decoded = await _decoded(services, lambda: decode_batch(data, sender), data)
    except Refused as refusal:
        _note(services, sender, refusal, data, "")
        raise InvalidBatch([issue_of(refusal.reason)]) from None
    await services.writer.submit(decoded.submission)
    return decoded.answer


async def ingest_entity(
    services: Services, principal: ApiPrincipal, event_type: str, data: bytes
) -> str:
    """Store the entity of a legacy endpoint as an event of `event_type`; its id.

    Raises InvalidData, and what the writer raises.
    """
    sender = _sender(services, principal, "api")
    now = services.clock.now()
    return await _single(
        services, sender, event_type, data, lambda: decode_entity(event_type, data, now, sender)
    )


async def ingest_score(services: Services, principal: ApiPrincipal, data: bytes) -> str:
    """Store one score; its id. Raises InvalidData, and what the writer raises."""
    sender = _sender(services, principal, "api")
    now = services.clock.now()
    return await _single(
        services, sender, SCORE_CREATE, data, lambda: decode_score(data, now, sender)
    )


async def ingest_scores(services: Services, principal: ApiPrincipal, data: bytes) -> DecodedScores:
    """Store the good ones of a list of scores. Raises InvalidData when the body is no list."""
    sender = _sender(services, principal, "api")
    now = services.clock.now()
    try:
        decoded = await _decoded(services, lambda: decode_scores(data, now, sender), data)
    except Refused as refusal:
        _note(services, sender, refusal, data, SCORE_CREATE)
        raise InvalidData([issue_of(refusal.reason)]) from None
    await services.writer.submit(decoded.submission)
    return decoded


def refused_events(services: Services, project_id: str, wanted: NoteFilter) -> NotePage:
    """A page of the project's notes, newest first, including those of the last request."""
    services.notes.flush()
    return notes_page(services.database, project_id, wanted)


def arrivals(
    services: Services, project_id: str, since: datetime
) -> tuple[list[SenderSums], list[HourSums]]:
    """Who sent to the project since the hour of a time, and how much in each hour, the last
    request included."""
    services.arrivals.flush()
    since = since.replace(minute=0, second=0, microsecond=0)
    database = services.database
    return senders_since(database, project_id, since), hours_since(database, project_id, since)


async def _single(
    services: Services,
    sender: Sender,
    event_type: str,
    data: bytes,
    decode: Callable[[], Submission],
) -> str:
    try:
        submission = await _decoded(services, decode, data)
    except Refused as refusal:
        _note(services, sender, refusal, data, event_type)
        raise InvalidData([issue_of(refusal.reason, ".body")]) from None
    await services.writer.submit(submission)
    return submission.patches[0].id


async def _decoded(services: Services, decode: Callable[[], T], data: bytes) -> T:
    """What `decode` makes of the body, its media moved; a large body takes one trip to a thread."""

    def decode_and_move() -> T:
        decoded = decode()
        extract(services, _submission(decoded))
        return decoded

    if len(data) > INLINE_BYTES or NAMES_CONFIG in data:
        return await asyncio.to_thread(decode_and_move)
    decoded = decode()
    await extract_media(services, _submission(decoded))
    return decoded


def _submission(decoded: Submission | Decoded | DecodedScores) -> Submission:
    return decoded if isinstance(decoded, Submission) else decoded.submission


def _sender(services: Services, principal: ApiPrincipal, source: Source) -> Sender:
    return Sender(
        project_id=principal.project_id,
        origin=Origin(
            public_key=principal.public_key,
            sdk_name=principal.sdk_name,
            sdk_version=principal.sdk_version,
            source=source,
        ),
        scores_only=principal.scope == "scores",
        config_of=ConfigLookup(services.database, principal.project_id),
        author_user_id=principal.user_id,
    )


def _note(
    services: Services, sender: Sender, refusal: Refused, data: bytes, event_type: str
) -> None:
    """A body that could not be read at all leaves a note, too."""
    note = refusal_note(refusal, data, event_type=event_type)
    services.notes.keep(sender.project_id, sender.origin, [note])
