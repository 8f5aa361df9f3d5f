"""JSON that strict parsers refuse but real clients send."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

from gatelight.ingest.batch.refusal import DECODE_ERRORS, Refused, reason_of
from gatelight.ingest.batch.values import Altered

T = TypeVar("T")

_SURROGATE = re.compile("[\ud800-\udfff]")
_MENDED = (
    "The body was not strict JSON and was mended: half surrogate pairs became U+FFFD, "
    "NaN and Infinity became null"
)


def decode_lenient(decoder: msgspec.json.Decoder[T], data: bytes) -> tuple[T, Altered]:
    """`data` decoded, after mending when it is no strict JSON; says so in the second value.

    Raises Refused when it cannot be mended or has another shape.
    """
    try:
        return decoder.decode(data), []
    except msgspec.ValidationError as error:
        raise Refused(reason_of(error)) from None
    except DECODE_ERRORS as error:
        strict_error = error
    strict = mended(data)
    if strict is None:
        raise Refused(reason_of(strict_error))
    try:
        return decoder.decode(strict), [_MENDED]
    except DECODE_ERRORS as error:
        raise Refused(reason_of(error)) from None


def mended(data: bytes) -> bytes | None:
    """`data` as strict JSON, or None when it cannot be had.

    Mended: half emoji (lone surrogate escapes, left by cutting text in JavaScript) become U+FFFD;
    NaN and Infinity, which Python writes, become null; raw control characters in strings, a byte
    order mark and UTF-16.
    """
    try:
        value = json.loads(data, strict=False, parse_constant=lambda _: None)
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return _SURROGATE.sub("\ufffd", text).encode()
