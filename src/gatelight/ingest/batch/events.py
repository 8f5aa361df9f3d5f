"""One event to one patch: what each event type is made of."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from gatelight.core.patch import ObservationPatch, Origin, Patch, ScorePatch, TracePatch
from gatelight.core.score_config import ConfigOf
from gatelight.core.time import Micros
from gatelight.ingest.batch.observations import observation_fields
from gatelight.ingest.batch.refusal import DECODE_ERRORS, Refused, invalid, reason_of
from gatelight.ingest.batch.scores import copied_fields, score_fields
from gatelight.ingest.batch.structs import (
    Event,
    EventBody,
    GenerationBody,
    ObservationBody,
    ScoreBody,
    SpanBody,
    TraceBody,
)
from gatelight.ingest.batch.traces import trace_fields
from gatelight.ingest.batch.values import Altered, checked_id, derived_id


class _ObservationEvent(NamedTuple):
    """`kind` is the observation's type, "" when the body says it."""

    body: msgspec.json.Decoder[Any]
    kind: str
    is_create: bool


_SPAN = msgspec.json.Decoder(SpanBody)
_GENERATION = msgspec.json.Decoder(GenerationBody)
_EVENT = msgspec.json.Decoder(EventBody)
_OBSERVATION = msgspec.json.Decoder(ObservationBody)
_TRACE = msgspec.json.Decoder(TraceBody)
_SCORE = msgspec.json.Decoder(ScoreBody)

_OBSERVATIONS = {
    "span-create": _ObservationEvent(_SPAN, "SPAN", True),
    "span-update": _ObservationEvent(_SPAN, "SPAN", False),
    "generation-create": _ObservationEvent(_GENERATION, "GENERATION", True),
    "generation-update": _ObservationEvent(_GENERATION, "GENERATION", False),
    "event-create": _ObservationEvent(_EVENT, "EVENT", True),
    "observation-create": _ObservationEvent(_OBSERVATION, "", True),
    "observation-update": _ObservationEvent(_OBSERVATION, "", False),
    **{
        f"{kind.lower()}-create": _ObservationEvent(_GENERATION, kind, True)
        for kind in (
            "AGENT",
            "TOOL",
            "CHAIN",
            "RETRIEVER",
            "EVALUATOR",
            "EMBEDDING",
            "GUARDRAIL",
        )
    },
}
SCORE_CREATE = "score-create"
SDK_LOG = "sdk-log"
"""Accepted and dropped: SDKs send their own diagnostics so."""


class Sender(msgspec.Struct, frozen=True):
    """Whose events these are. `scores_only`: a public key alone, good for scores. `config_of` finds
    the project's score configs; without it scores are not checked against theirs. `author_user_id`
    is the logged-in person who scores, empty for programs."""

    project_id: str
    origin: Origin
    scores_only: bool = False
    config_of: ConfigOf | None = None
    author_user_id: str = ""


def build(event: Event, time: Micros, sender: Sender, altered: Altered) -> Patch:
    """The patch of one valid envelope entry other than `sdk-log`. Raises Refused."""
    try:
        if known := _OBSERVATIONS.get(event.type):
            return _observation(known, event, time, sender, altered)
        if event.type == "trace-create":
            return _trace(event, time, sender, altered)
        if event.type == SCORE_CREATE:
            return _score(event, time, sender, altered)
    except DECODE_ERRORS as error:
        raise Refused(reason_of(error, ".body")) from None
    if event.type == "dataset-run-item-create":
        raise invalid("dataset-run-item-create is internal", "type")
    raise invalid(f"Unknown event type {event.type[:60]!r}", "type")


def _observation(
    known: _ObservationEvent, event: Event, time: Micros, sender: Sender, altered: Altered
) -> Patch:
    body = known.body.decode(event.body)
    if body.id is None:
        raise invalid("An observation needs an id", "body.id")
    return ObservationPatch(
        project_id=sender.project_id,
        id=checked_id(body.id, "body.id"),
        event_time=time,
        is_create=known.is_create,
        origin=sender.origin,
        fields=observation_fields(body, known.kind or body.type, altered),
    )


def _trace(event: Event, time: Micros, sender: Sender, altered: Altered) -> Patch:
    body = _TRACE.decode(event.body)
    return TracePatch(
        project_id=sender.project_id,
        id=_id_of(body.id, "trace", event, sender),
        event_time=time,
        origin=sender.origin,
        fields=trace_fields(body, altered),
    )


def _score(event: Event, time: Micros, sender: Sender, altered: Altered) -> Patch:
    body = _SCORE.decode(event.body)
    fields = score_fields(body, time, altered, sender.config_of)
    if not sender.scores_only:  # a public key alone must not make a person's score
        fields.update(copied_fields(body))
    return ScorePatch(
        project_id=sender.project_id,
        id=_id_of(body.id, "score", event, sender),
        event_time=time,
        origin=sender.origin,
        fields=fields,
    )


def _id_of(sent: str | None, kind: str, event: Event, sender: Sender) -> str:
    """The id sent; without one, an id that a resend of the same event gets again."""
    if sent is None:
        return derived_id(sender.project_id, kind, event.id)
    return checked_id(sent, "body.id")
