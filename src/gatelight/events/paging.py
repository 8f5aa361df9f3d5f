"""Query parameters every list shares: pages, times, lists of words. Empty text means absent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gatelight.core.time import Micros, parse_iso
from gatelight.errors import InvalidData

_OFFSET_SIGN_LOST = re.compile(r" (?=\d\d:?\d\d$)")
MAX_PAGE = 2**31


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an offset-paged list; `number` counts from 1."""

    number: int
    limit: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.limit

    @property
    def end(self) -> int:
        """Items up to the end of the page."""
        return self.number * self.limit

    def total_after(self, found: int) -> int | None:
        """The number of all items when a page of `found` must be the last; None when it need not.

        It saves counting.
        """
        if found < self.limit and (found or self.number == 1):
            return self.offset + found
        return None

    def meta(self, total: int) -> dict[str, int]:
        """The wire's `meta` object."""
        return {
            "page": self.number,
            "limit": self.limit,
            "totalItems": total,
            "totalPages": -(-total // self.limit),
        }


def invalid(parameter: str, message: str) -> InvalidData:
    """A 400 in the wire's shape that names the parameter."""
    return InvalidData([{"code": "invalid_value", "message": message, "path": [parameter]}])


def read_count(parameter: str, text: str | None, default: int, low: int, high: int) -> int:
    """A whole number within `low`..`high`. Raises InvalidData."""
    if text is None or not text.strip():
        return default
    try:
        value = int(text)
    except ValueError:
        raise invalid(parameter, f"expected a whole number, got {text[:100]!r}") from None
    if not low <= value <= high:
        raise invalid(parameter, f"must be between {low} and {high}, got {text[:100]}")
    return value


def read_page(page: str | None, limit: str | None, default_limit: int = 50) -> Page:
    """`page` ≥ 1 and `limit` 1..100. Raises InvalidData."""
    return Page(
        read_count("page", page, 1, 1, MAX_PAGE),
        read_count("limit", limit, default_limit, 1, 100),
    )


def read_time(parameter: str, text: str | None) -> Micros | None:
    """An ISO 8601 time with a zone. A `+` that a client sent unescaped is understood.

    Raises InvalidData.
    """
    if text is None or not text.strip():
        return None
    try:
        return parse_iso(_OFFSET_SIGN_LOST.sub("+", text.strip()))
    except ValueError:
        raise invalid(
            parameter, "expected an ISO 8601 time with a zone between 1970 and 2100"
        ) from None


def read_words(values: Iterable[str] | None) -> list[str]:
    """A multi-value parameter: repeated, comma-separated, or both."""
    return [word for value in values or () for part in value.split(",") if (word := part.strip())]


def read_choice(parameter: str, text: str | None, choices: Iterable[str]) -> str | None:
    """One of a few upper-case words, in any case. Raises InvalidData."""
    if text is None or not text.strip():
        return None
    word = text.strip().upper()
    known = sorted(choices)
    if word not in known:
        raise invalid(parameter, f"expected one of {', '.join(known)}")
    return word


def read_flag(parameter: str, text: str | None) -> bool | None:
    """`true` or `false` (also 1 or 0). Raises InvalidData."""
    if text is None or not text.strip():
        return None
    word = text.strip().lower()
    if word in ("true", "1"):
        return True
    if word in ("false", "0"):
        return False
    raise invalid(parameter, "expected true or false")


def listed(data: list[Any], page: Page, total: int) -> dict[str, Any]:
    """The wire's body of an offset-paged list."""
    return {"data": data, "meta": page.meta(total)}
