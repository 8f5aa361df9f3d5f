"""Values as people type them: numbers with units, moments, yes and no."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros, from_datetime
from gatelight.events.filters.text.columns import Unit
from gatelight.events.filters.text.model import QueryError, Value

_NUMBER = re.compile(r"\$?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Zµ]*)")
_UNITS: dict[Unit, dict[str, float]] = {
    "": {"": 1},
    "usd": {"": 1, "usd": 1, "c": 0.01, "ct": 0.01},
    "seconds": {"": 1, "ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600},
    "count": {"": 1, "k": 1e3, "m": 1e6},
}
_EXAMPLES: dict[Unit, tuple[str, ...]] = {
    "": ("0.5",),
    "usd": ("0.01", "$2", "5ct"),
    "seconds": ("2s", "500ms", "1.5min"),
    "count": ("500", "10k"),
}


def read_number(value: Value, unit: Unit) -> float:
    """In seconds, USD or pieces. Raises QueryError."""
    found = _NUMBER.fullmatch(value.text)
    scale = _UNITS[unit].get(found[2].lower()) if found else None
    if found is None or scale is None:
        raise QueryError("expected a number", value.start, value.end, _EXAMPLES[unit])
    number = float(found[1]) * scale
    if not math.isfinite(number):
        raise QueryError("this number is too large", value.start, value.end, _EXAMPLES[unit])
    return round(number, 12)


def read_moment(value: Value) -> Micros:
    """An ISO 8601 day or time; UTC when it names no zone. Raises QueryError."""
    try:
        moment = datetime.fromisoformat(value.text)
        micros = from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        micros = -1
    if not MIN_MICROS <= micros < MAX_MICROS:
        raise QueryError(
            "expected a day or a time between 1970 and 2100",
            value.start,
            value.end,
            ("2026-01-31", "2026-01-31T08:00:00Z"),
        )
    return micros


def read_flag(value: Value) -> bool:
    """Raises QueryError."""
    word = value.text.lower()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise QueryError("expected true or false", value.start, value.end, ("true", "false"))
