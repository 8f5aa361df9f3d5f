"""JSON that strict parsers refuse but real clients send."""

from __future__ import annotations

import json
import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def repaired(data: bytes) -> bytes | None:
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
