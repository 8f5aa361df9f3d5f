"""What a list is asked for: a typed query, a span of time, an order, and where to go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.errors import InvalidRequest
from gatelight.events.explore.facets import Facet
from gatelight.events.explore.selection import Selection, Surface
from gatelight.events.filters import Filter
from gatelight.events.filters.text import (
    OBSERVATION_WORDS,
    TRACE_WORDS,
    TextColumn,
    TextColumns,
    parse_query,
)
from gatelight.events.paging import invalid, read_time
from gatelight.events.reading import DAY, HOUR, MINUTE
from gatelight.events.traces import Order
from gatelight.services import ServicesDep

WORDS: dict[Surface, TextColumns] = {"traces": TRACE_WORDS, "observations": OBSERVATION_WORDS}
SORTABLE = ("text", "number", "datetime", "flag")

Text = Annotated[str | None, Query()]
Typed = Annotated[str | None, Query(description="The typed query, see the page *Queries*.")]
From = Annotated[
    str | None,
    Query(
        alias="from", description="First moment: ISO 8601, or back from now as `15m`, `24h`, `7d`."
    ),
]
Until = Annotated[str | None, Query(alias="to", description="First moment after the span.")]

_SPAN = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
_CURSOR = re.compile(r"([to])(\d{1,16})(?:\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins. By time: all rows after the moment `before` and `skip` of that moment
    were sent already. By another order: `skip` rows were sent."""

    before: Micros | None = None
    skip: int = 0

    @property
    def text(self) -> str:
        return f"o{self.skip}" if self.before is None else f"t{self.before}.{self.skip}"


def read_cursor(text: str | None) -> Cursor:
    """Raises InvalidData."""
    if not text:
        return Cursor()
    found = _CURSOR.fullmatch(text)
    if found is None or (found[1] == "t" and int(found[2]) >= MAX_MICROS):
        raise invalid("cursor", "expected a cursor this list has answered")
    if found[1] == "o":
        return Cursor(None, int(found[2]))
    return Cursor(int(found[2]), int(found[3] or 0))


def read_selection(
    project_id: str,
    surface: Surface,
    services: ServicesDep,
    q: Typed = None,
    since: From = None,
    until: Until = None,
) -> Selection:
    """Raises QueryError for a mistake in the query, InvalidData for a bad time."""
    words = WORDS[surface]
    filters = parse_query(q, words)
    time = words.filters.time
    if (low := _read_since(since, services.clock.now())) is not None:
        filters.append(Filter("datetime", time, ">=", low))
    if (high := read_time("to", until)) is not None:
        filters.append(Filter("datetime", time, "<", high))
    return Selection(surface, project_id, filters)


Selected = Annotated[Selection, Depends(read_selection)]
"""After the reader in a route: who may not read is told that first."""


def _read_since(text: str | None, now: Micros) -> Micros | None:
    """Spans count back from the server's clock, whatever that of the browser says."""
    if text and (span := _SPAN.fullmatch(text.strip())):
        return max(MIN_MICROS, now - int(span[1]) * _UNITS[span[2]])
    return read_time("from", text)


def read_order(surface: Surface, text: str | None) -> Order:
    """`word.asc` or `word.desc`; newest first when absent. Raises InvalidData."""
    words = WORDS[surface]
    if not text or not text.strip():
        return Order(words.filters.time, descending=True)
    name, _, direction = text.strip().rpartition(".")
    column = words.find(name)
    if column is None or column.kind not in SORTABLE or direction not in ("asc", "desc"):
        raise invalid("order", f"{surface} cannot be sorted by {text[:100]!r}")
    return Order(column.column, direction == "desc")


def read_facets(surface: Surface, words: Sequence[str]) -> dict[str, Facet]:
    """By word. Raises InvalidRequest for words without values to count."""
    return {word: Facet(counted_column(surface, word).column) for word in words}


def counted_column(surface: Surface, word: str) -> TextColumn:
    """Raises InvalidRequest for a word whose values are not counted."""
    column = WORDS[surface].find(word)
    if column is None or not (column.counted or column.kind == "map"):
        raise InvalidRequest(f"{surface} have no values to count under {word[:100]!r}")
    return column
