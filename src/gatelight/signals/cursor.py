"""The cursor of the signal lists: base64 of a JSON array, opaque to clients."""

from __future__ import annotations

import base64
import binascii

import orjson

from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.errors import InvalidRequest
from gatelight.events.log_records import LogKey
from gatelight.events.metric_points import PointKey

_MAX_SEQUENCE = 2**64 - 1


def write_cursor(last: LogKey | PointKey) -> str:
    """The cursor that continues behind `last`; its time is in microseconds."""
    return base64.b64encode(orjson.dumps(list(last))).decode()


def read_log_cursor(text: str | None) -> LogKey | None:
    """None for absent or empty text. Raises InvalidRequest."""
    found = _values(text)
    if found is None:
        return None
    match found:
        case [int(time), int(sequence), str(last_id)] if (
            _is_time(time) and 0 <= sequence <= _MAX_SEQUENCE
        ):
            return LogKey(time, sequence, last_id)
    raise InvalidRequest("Invalid cursor format")


def read_point_cursor(text: str | None) -> PointKey | None:
    """None for absent or empty text. Raises InvalidRequest."""
    found = _values(text)
    if found is None:
        return None
    match found:
        case [int(time), str(last_id)] if _is_time(time):
            return PointKey(time, last_id)
    raise InvalidRequest("Invalid cursor format")


def _is_time(value: int) -> bool:
    return not isinstance(value, bool) and MIN_MICROS <= value < MAX_MICROS


def _values(text: str | None) -> object:
    """A `+` that arrived as a space is understood."""
    if not text or not text.strip():
        return None
    try:
        return orjson.loads(base64.b64decode(text.strip().replace(" ", "+"), validate=True)) or ""
    except (binascii.Error, ValueError):
        raise InvalidRequest("Invalid cursor format") from None
