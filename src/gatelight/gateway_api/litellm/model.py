"""One call of LiteLLM's administration API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from gatelight.errors import InvalidRequest
from gatelight.services import Services

Json = dict[str, Any]
T = TypeVar("T")

MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class Call:
    """`parts` are the path's segments: `["key", "generate"]`."""

    services: Services
    project_id: str
    parts: list[str]
    query: Mapping[str, str]
    body: Json


class Page(NamedTuple):
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.size)


def paged(call: Call, rows: Sequence[T], size_name: str) -> tuple[Page, Sequence[T]]:
    """The page that `page` and `size_name` of the query name. Raises InvalidRequest."""
    try:
        number = int(call.query.get("page") or 1)
        size = int(call.query.get(size_name) or 10)
    except ValueError:
        raise InvalidRequest(f"`page` and `{size_name}` are numbers.") from None
    if number < 1 or not 1 <= size <= MAX_PAGE:
        raise InvalidRequest(f"`page` is 1 or more, `{size_name}` 1 to {MAX_PAGE}.")
    first = (number - 1) * size
    return Page(number, size, len(rows)), rows[first : first + size]
