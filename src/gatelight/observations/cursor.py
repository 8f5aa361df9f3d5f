"""The v2 list's cursor: standard base64 of JSON, opaque to clients."""

from __future__ import annotations

import base64
import binascii

import orjson

from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.errors import InvalidRequest
from gatelight.events.observations import ObservationKey

_TIME, _TRACE, _ID = "lastStartTimeTo", "lastTraceId", "lastId"


def write_cursor(last: ObservationKey) -> str:
    """The cursor that continues behind `last`; its time is in microseconds."""
    return base64.b64encode(
        orjson.dumps({_TIME: last.start_time, _TRACE: last.trace_id, _ID: last.id})
    ).decode()


def read_cursor(text: str | None) -> ObservationKey | None:
    """None for absent or empty text. A `+` that arrived as a space is understood.

    Raises InvalidRequest.
    """
    if not text or not text.strip():
        return None
    try:
        value = orjson.loads(base64.b64decode(text.strip().replace(" ", "+"), validate=True))
        time, trace_id, last_id = value[_TIME], value[_TRACE], value[_ID]
    except (binascii.Error, ValueError, TypeError, KeyError):
        raise InvalidRequest("Invalid cursor format") from None
    if (
        isinstance(time, bool)
        or not isinstance(time, int)
        or not MIN_MICROS <= time < MAX_MICROS
        or not isinstance(trace_id, str)
        or not isinstance(last_id, str)
    ):
        raise InvalidRequest("Invalid cursor format")
    return ObservationKey(trace_id, last_id, time)
