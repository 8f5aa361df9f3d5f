"""Why an event is refused: one exception, and the readable text of a failed validation."""

from __future__ import annotations

import re

import msgspec

INVALID_DATA = "Invalid request data"

DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Everything msgspec raises for bytes that are no JSON or not of the expected shape."""

_AT = re.compile(r" - at `\$([^`]*)`$")


class Refused(Exception):
    """One event cannot be stored. `status` is its HTTP-like code, `reason` names the path."""

    def __init__(self, reason: str, status: int = 400, message: str = INVALID_DATA) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.message = message


def invalid(reason: str, path: str) -> Refused:
    """`path` is a JSON path below the event, for example `body.name`."""
    return Refused(f"{reason} - at `$.{path}`")


def reason_of(error: Exception, prefix: str = "") -> str:
    """The text of one of DECODE_ERRORS with its JSON path, which begins at `$` + `prefix`."""
    if isinstance(error, RecursionError):
        return f"JSON is nested too deeply - at `${prefix}`"
    if isinstance(error, UnicodeDecodeError):
        return f"Text is not valid UTF-8 - at `${prefix}`"
    text = str(error)
    if found := _AT.search(text):
        return f"{text[: found.start()]} - at `${prefix}{found.group(1)}`"
    return f"{text} - at `${prefix}`"


def issue_of(reason: str, drop: str = "") -> dict[str, object]:
    """`reason` as an entry of the wire's issue list; `drop` is a path prefix to leave out."""
    found = _AT.search(reason)
    path = found.group(1).removeprefix(drop) if found else ""
    return {
        "code": "invalid",
        "message": reason[: found.start()] if found else reason,
        "path": [part for part in re.split(r"[.\[\]]+", path) if part],
    }
