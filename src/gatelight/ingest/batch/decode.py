"""A whole batch to one submission, with the answer to every event.

Why a resend changes nothing: within a request an event seen before (same id, type and entity) is
answered 201 and not decoded again. Across requests the patch is the same each time, ids that the
event does not name are derived from the event's id, and the merge orders by event time, so applying
it again gives the same state, also when later events came in between.
"""

from __future__ import annotations

import msgspec

from gatelight.core.patch import Patch, Submission
from gatelight.core.time import Micros
from gatelight.ingest.batch.events import SCORE_CREATE, SDK_LOG, Sender, build
from gatelight.ingest.batch.litellm import repair_calls
from gatelight.ingest.batch.noted import altered_notes, refusal_note
from gatelight.ingest.batch.refusal import DECODE_ERRORS, Refused, invalid, reason_of
from gatelight.ingest.batch.repair import decode_lenient
from gatelight.ingest.batch.structs import BatchMetadata, Envelope, Event, EventId
from gatelight.ingest.batch.values import Altered, checked_id, time_of

_ENVELOPE = msgspec.json.Decoder(Envelope)
_EVENT = msgspec.json.Decoder(Event)
_METADATA = msgspec.json.Decoder(BatchMetadata)
_EVENT_ID = msgspec.json.Decoder(EventId)


class EventError(msgspec.Struct):
    """The wire's answer to one refused event."""

    id: str
    status: int
    message: str
    error: str


class EventSuccess(msgspec.Struct):
    id: str
    status: int = 201


class Answer(msgspec.Struct):
    """The wire's answer to a batch; events in the order they were sent."""

    successes: list[EventSuccess]
    errors: list[EventError]


class Decoded(msgspec.Struct):
    """What to store and, once stored, what to answer."""

    submission: Submission
    answer: Answer


def decode_batch(data: bytes, sender: Sender) -> Decoded:
    """Decode `POST /ingestion`. Raises Refused when the batch itself is malformed."""
    envelope, mended = decode_lenient(_ENVELOPE, data)
    metadata = _batch_metadata(envelope)
    sender = _named_by(metadata, sender)
    submission = Submission(project_id=sender.project_id, origin=sender.origin, size=len(data))
    answer = Answer([], [])
    batch = _Batch(sender, submission, answer)
    submission.notes.extend(altered_notes(mended))
    for raw in envelope.batch:
        batch.take(raw)
    repair_calls(submission.patches, metadata.sdk_integration)
    submission.patches.sort(key=_order)
    return Decoded(submission, answer)


def _batch_metadata(envelope: Envelope) -> BatchMetadata:
    try:
        return _METADATA.decode(envelope.metadata)
    except DECODE_ERRORS:
        return BatchMetadata()


def _named_by(metadata: BatchMetadata, sender: Sender) -> Sender:
    """The sender, with the SDK the batch names when no header did."""
    origin = sender.origin
    if origin.sdk_name or not isinstance(metadata.sdk_name, str):
        return sender
    version = metadata.sdk_version if isinstance(metadata.sdk_version, str) else ""
    named = msgspec.structs.replace(origin, sdk_name=metadata.sdk_name, sdk_version=version)
    return msgspec.structs.replace(sender, origin=named)


def _order(patch: Patch) -> tuple[bool, Micros]:
    """Creates before updates, then by time (wire reference §2.3)."""
    return not patch.is_create, patch.event_time


class _Batch:
    """Takes one event after another into a submission and its answer."""

    def __init__(self, sender: Sender, submission: Submission, answer: Answer) -> None:
        self._sender = sender
        self._submission = submission
        self._answer = answer
        self._seen: set[tuple[str, str, str]] = set()

    def take(self, raw: msgspec.Raw) -> None:
        """Never raises: an event that cannot be stored is answered with its error."""
        try:
            self._accept(_decoded_event(raw))
        except Refused as refusal:
            self._refuse(raw, refusal)

    def _accept(self, event: Event) -> None:
        time = _event_time(event)
        if self._sender.scores_only and event.type != SCORE_CREATE:
            raise Refused("Access Scope Denied", 401, "Authentication error")
        if event.type == SDK_LOG:
            return
        altered: Altered = []
        patch = build(event, time, self._sender, altered)
        self._answer.successes.append(EventSuccess(event.id))
        key = (event.id, event.type, patch.id)
        if key in self._seen:
            return
        self._seen.add(key)
        self._submission.patches.append(patch)
        if altered:
            self._submission.notes.extend(
                altered_notes(altered, event_id=event.id, event_type=event.type, entity_id=patch.id)
            )

    def _refuse(self, raw: msgspec.Raw, refusal: Refused) -> None:
        event_id, event_type = _named(raw)
        self._answer.errors.append(
            EventError(event_id or "unknown", refusal.status, refusal.message, refusal.reason)
        )
        self._submission.notes.append(
            refusal_note(refusal, bytes(raw), event_id=event_id, event_type=event_type)
        )


def _decoded_event(raw: msgspec.Raw) -> Event:
    try:
        event = _EVENT.decode(raw)
    except DECODE_ERRORS as error:
        raise Refused(reason_of(error)) from None
    checked_id(event.id, "id")
    return event


def _event_time(event: Event) -> Micros:
    time = time_of(event.timestamp, "timestamp")
    if time is None:
        raise invalid("Expected a time within 1970..2100", "timestamp")
    return time


def _named(raw: msgspec.Raw) -> tuple[str, str]:
    """Id and type of a refused event, as far as it has them."""
    try:
        found = _EVENT_ID.decode(raw)
    except DECODE_ERRORS:
        return "", ""
    return (
        found.id if isinstance(found.id, str) else "",
        found.type if isinstance(found.type, str) else "",
    )
