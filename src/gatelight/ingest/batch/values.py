"""Single values of an event body: times, payloads, metadata, environments, ids."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw

from gatelight.core.environment import normal_environment
from gatelight.core.ids import MAX_ID_LENGTH, valid_entity_id
from gatelight.core.json import MAX_DEPTH, Json, deeper_than, to_text
from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros, from_datetime
from gatelight.core.trace import DEFAULT_ENVIRONMENT
from gatelight.ingest.batch.refusal import invalid

Altered = list[str]
"""Sentences saying what of an event is stored otherwise than it was sent."""

_DERIVED = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def derived_id(project_id: str, kind: str, event_id: str) -> str:
    """The id of an entity whose event names none: the same for every resend of the event."""
    return str(uuid.uuid5(_DERIVED, f"{project_id}\0{kind}\0{event_id}"))


def checked_id(value: str, path: str) -> str:
    """`value`, when it may be an entity's id. Raises Refused."""
    if not valid_entity_id(value):
        raise invalid(f"Expected 1 to {MAX_ID_LENGTH} characters without carriage return", path)
    return value


def time_of(text: str, path: str) -> Micros | None:
    """ISO 8601 with a zone; None when it lies outside 1970..2100. Raises Refused."""
    try:
        moment = datetime.fromisoformat(text.strip())
        micros = from_datetime(moment)
    except (ValueError, OverflowError):
        raise invalid("Expected an ISO 8601 time with a zone", path) from None
    return micros if MIN_MICROS <= micros < MAX_MICROS else None


def body_time(text: str, name: str, altered: Altered) -> Micros | None:
    """A time of a body. Outside 1970..2100 (zero values of some languages) it says nothing."""
    micros = time_of(text, f"body.{name}")
    if micros is None:
        altered.append(f"{name} {text[:40]!r} lies outside 1970..2100 and was ignored")
    return micros


def payload(raw: Raw) -> str:
    """Input or output as it is stored: a string itself, other JSON compact; "" for null or absent.

    Raises what msgspec raises for invalid UTF-8.
    """
    data = bytes(raw)
    if not data or data == b"null":
        return ""
    if data[0] == 0x22:
        return msgspec.json.decode(data, type=str)
    if b"\\u" in data:  # escaped letters: stored readable, so that search finds them
        return to_text(_any(data))
    return msgspec.json.format(data, indent=-1).decode()


def _any(data: bytes) -> Json:
    try:
        return msgspec.json.decode(data)
    except msgspec.ValidationError:  # a number beyond the floats
        return data.decode()


def metadata_of(raw: Raw, path: str) -> dict[str, Json] | None:
    """Metadata as an object: scalars and lists wrapped, null and {} become None. Raises Refused."""
    data = bytes(raw)
    if not data or data == b"null":
        return None
    value: Any = msgspec.json.decode(data)
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        check_depth(value, path)
    if isinstance(value, dict):
        return value or None
    return {"metadata": value}


def check_depth(value: Json, path: str) -> None:
    """Raises Refused when `value` is nested too deeply to be merged and written out again."""
    if deeper_than(value, MAX_DEPTH):
        raise invalid(f"Nested more than {MAX_DEPTH} levels deep", path)


def environment_of(value: object, altered: Altered) -> str:
    """The environment as it is stored; says so in `altered` when it is not the one sent."""
    if not isinstance(value, str):
        altered.append("environment is not text and became 'default'")
        return DEFAULT_ENVIRONMENT
    normal = normal_environment(value)
    if normal != value:
        altered.append(f"environment {value[:60]!r} became {normal!r}")
    return normal
