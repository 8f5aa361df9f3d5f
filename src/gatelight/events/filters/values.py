"""Readers of filter values, shared by the types. Each raises ValueError saying what it expected."""

from __future__ import annotations

import math
from typing import Any

from gatelight.core.time import Micros, parse_iso


def read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a string")
    return value


def read_some_text(value: Any) -> str:
    text = read_text(value)
    if not text.strip():
        raise ValueError("a string that is not empty")
    return text


def read_texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("a list of strings")
    return value


def read_some_texts(value: Any) -> list[str]:
    texts = read_texts(value)
    if not texts:
        raise ValueError("a list of at least one string")
    return texts


def read_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number")
    return float(value)


def read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def read_time(value: Any) -> Micros:
    try:
        return parse_iso(read_text(value))
    except ValueError:
        raise ValueError("an ISO 8601 time with a zone, such as 2024-01-01T00:00:00Z") from None


def read_nothing(_value: Any) -> str:
    """`is null` and `is not null` carry no value; whatever was sent is dropped."""
    return ""
