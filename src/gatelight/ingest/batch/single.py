"""One entity sent on its own: the legacy endpoints and the scores endpoint."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from gatelight.core.ids import new_id
from gatelight.core.patch import Note, Patch, ScorePatch, Submission
from gatelight.core.time import Micros
from gatelight.ingest.batch.events import SCORE_CREATE, Sender, build
from gatelight.ingest.batch.noted import altered_notes, refusal_note
from gatelight.ingest.batch.refusal import DECODE_ERRORS, Refused, invalid, reason_of
from gatelight.ingest.batch.repair import decode_lenient
from gatelight.ingest.batch.scores import score_fields
from gatelight.ingest.batch.structs import Event, ScoreRequest
from gatelight.ingest.batch.values import Altered, body_time, checked_id

_KEYS = msgspec.json.Decoder(dict[str, Raw])
_SCORES = msgspec.json.Decoder(list[Raw])
_SCORE = msgspec.json.Decoder(ScoreRequest)
_RAW = msgspec.json.Decoder(Raw)
_NULL = b"null"

_ID_KEYS = {"span-update": "spanId", "generation-update": "generationId"}
_OLD_NAMES = {"prompt": "input", "completion": "output"}
"""What generations called their payloads before they were like any other observation."""


def decode_entity(event_type: str, data: bytes, now: Micros, sender: Sender) -> Submission:
    """The body of a legacy endpoint as a submission of one patch. Raises Refused.

    A create without an id gets a fresh one; an update names its entity (`spanId`, `generationId`).
    """
    sent, altered = decode_lenient(_KEYS, data)
    if id_key := _ID_KEYS.get(event_type):
        if bytes(sent.get(id_key, _NULL)) == _NULL:
            raise invalid("Object missing required field", f"body.{id_key}")
        sent["id"] = sent[id_key]
    elif bytes(sent.get("id", _NULL)) == _NULL:
        sent["id"] = Raw(msgspec.json.encode(new_id()))
    if event_type.startswith("generation"):
        for old, name in _OLD_NAMES.items():
            if old in sent and bytes(sent.get(name, _NULL)) == _NULL:
                sent[name] = sent[old]
    event = Event(new_id(), event_type, "", Raw(msgspec.json.encode(sent)))
    patch = build(event, now, sender, altered)
    return _submission(
        [patch],
        altered_notes(altered, event_type=event_type, entity_id=patch.id),
        len(data),
        sender,
    )


def decode_score(data: bytes, now: Micros, sender: Sender) -> Submission:
    """One score. Raises Refused."""
    raw, altered = decode_lenient(_RAW, data)
    patch = _score(raw, now, sender, altered)
    return _submission(
        [patch],
        altered_notes(altered, event_type=SCORE_CREATE, entity_id=patch.id),
        len(data),
        sender,
    )


class DecodedScores(msgspec.Struct):
    """A list of scores: what to store, and why the others are refused."""

    submission: Submission
    accepted: int
    reasons: list[str]


def decode_scores(data: bytes, now: Micros, sender: Sender) -> DecodedScores:
    """A list of scores, each on its own. Raises Refused when the body is no list."""
    items, mended = decode_lenient(_SCORES, data)
    submission = _submission([], altered_notes(mended, event_type=SCORE_CREATE), len(data), sender)
    reasons: list[str] = []
    for position, item in enumerate(items):
        altered: Altered = []
        try:
            patch = _score(item, now, sender, altered)
        except Refused as refusal:
            reasons.append(refusal.reason.replace("$.body", f"$[{position}]"))
            submission.notes.append(refusal_note(refusal, bytes(item), event_type=SCORE_CREATE))
        else:
            submission.patches.append(patch)
            submission.notes.extend(
                altered_notes(altered, event_type=SCORE_CREATE, entity_id=patch.id)
            )
    return DecodedScores(submission, len(submission.patches), reasons)


def _score(data: bytes | Raw, now: Micros, sender: Sender, altered: Altered) -> ScorePatch:
    try:
        body = _SCORE.decode(data)
        given = body_time(body.timestamp, "timestamp", altered) if body.timestamp else None
        fields = score_fields(body, now if given is None else given, altered, sender.config_of)
        if sender.author_user_id:
            fields["source"] = "ANNOTATION"
            fields["author_user_id"] = sender.author_user_id
        return ScorePatch(
            project_id=sender.project_id,
            id=new_id() if body.id is None else checked_id(body.id, "body.id"),
            event_time=now,
            origin=sender.origin,
            fields=fields,
        )
    except DECODE_ERRORS as error:
        raise Refused(reason_of(error, ".body")) from None


def _submission(patches: list[Patch], notes: list[Note], size: int, sender: Sender) -> Submission:
    return Submission(
        project_id=sender.project_id,
        origin=sender.origin,
        patches=patches,
        notes=notes,
        size=size,
    )
