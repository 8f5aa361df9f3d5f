"""What the lists of traces and observations show around their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros, to_iso
from gatelight.events.explore import facets, strip
from gatelight.events.explore.facets import Facet, ValueCount
from gatelight.events.explore.selection import Selection, Surface, time_span
from gatelight.events.explore.strip import Measure
from gatelight.events.explore.usual import usual
from gatelight.events.filters import Filter
from gatelight.events.filters.text import QueryError, TextColumn, parse_query
from gatelight.events.filters.text.columns import SCORES
from gatelight.events.filters.text.operators import OPERATORS
from gatelight.events.traces import Order
from gatelight.explore.parameters import SORTABLE, WORDS, Cursor, counted_column
from gatelight.explore.rows import page_of_keys, table_rows
from gatelight.services import Services

FACET_VALUES = 12
COMPLETIONS = 20
_SECOND = 1_000_000
WIDTHS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200)
"""Seconds a bar may span; beyond, whole days."""
DAY_SECONDS = 86_400


def list_rows(
    services: Services, selection: Selection, order: Order, cursor: Cursor, limit: int
) -> dict[str, Any]:
    """One page; nothing is counted."""
    page = page_of_keys(services, selection, order, cursor, limit)
    meta: dict[str, Any] = {}
    if page.next is not None:
        meta["cursor"] = page.next.text
    if page.reached is not None:
        meta["searchedTo"] = to_iso(page.reached)
    return {"data": table_rows(services, selection, page.keys), "meta": meta}


def count_facets(
    services: Services, selection: Selection, wanted: dict[str, Facet]
) -> list[dict[str, Any]]:
    """The most frequent values of each word, with counts."""
    if not wanted:
        return []
    found = facets.count_values(services.events, selection, list(wanted.values()), FACET_VALUES)
    return [{"word": word, "values": _values(found[facet])} for word, facet in wanted.items()]


def complete(
    services: Services, selection: Selection, word: str, key: str, text: str
) -> list[dict[str, Any]]:
    """Values of a word that hold `text`, most frequent first; of metadata without a key its keys,
    of scores their names."""
    column = WORDS[selection.surface].find(word)
    if column is not None and column.column == SCORES:
        names = facets.count_scores(services.events, selection, facets.MOST)
        return [each for each in _values(names) if text.lower() in each["value"].lower()]
    column = counted_column(selection.surface, word)
    narrowed = selection
    by_value = column.kind != "map" or bool(key)
    if text.strip() and by_value:
        holds = Filter("search", column.column, "contains", text.strip(), key)
        narrowed = Selection(selection.surface, selection.project_id, [*selection.filters, holds])
    facet = Facet(column.column, key)
    found = facets.count_values(services.events, narrowed, [facet], facets.MOST)[facet]
    # A row may hold the text in one of several values.
    fitting = [each for each in found if text.strip().lower() in each.value.lower()]
    return _values(fitting[:COMPLETIONS])


def _values(found: Sequence[ValueCount]) -> list[dict[str, Any]]:
    return [{"value": each.value, "count": each.count, "exact": each.exact} for each in found]


def course(services: Services, selection: Selection, measure: Measure, most: int) -> dict[str, Any]:
    """At most about `most` bars over the window; of an open window over what there is."""
    low, high = selection.window
    if low == MIN_MICROS or high == MAX_MICROS:
        span = time_span(services.events, selection)
        now = services.clock.now()
        first, last = span or (now, now)
        low = first if low == MIN_MICROS else low
        high = max(last + 1, now) if high == MAX_MICROS else high
    width = bar_width(high - low, most)
    start = low // width * width
    bounded = Selection(
        selection.surface,
        selection.project_id,
        [
            *selection.filters,
            Filter("datetime", selection.columns.time, ">=", low),
            Filter("datetime", selection.columns.time, "<", high),
        ],
    )
    bars = strip.bars(services.events, bounded, measure, start, width)
    return {
        "start": to_iso(start),
        "end": to_iso(high),
        "width": width // _SECOND,
        "bars": [
            {"start": to_iso(bar.start), "value": bar.value, "other": bar.other} for bar in bars
        ],
    }


def bar_width(span: Micros, most: int) -> Micros:
    """The first comfortable width with which `span` needs at most `most` bars."""
    for seconds in WIDTHS:
        if span <= seconds * _SECOND * most:
            return seconds * _SECOND
    days = -(-span // (DAY_SECONDS * _SECOND * most))
    return max(1, days) * DAY_SECONDS * _SECOND


def usual_for(
    services: Services, surface: Surface, project_id: str, names: Sequence[str], until: Micros
) -> list[dict[str, Any]]:
    """Median cost and latency of each name that was seen often enough."""
    found = usual(services.events, surface, project_id, names, until)
    return [
        {
            "name": name,
            "cost": medians.cost,
            "latency": medians.latency,
            "count": medians.count,
        }
        for name, medians in found.items()
    ]


def check_query(surface: Surface, query: str) -> dict[str, Any]:
    """Whether a query can be read: its filters in the wire's language, or what is wrong."""
    try:
        filters = parse_query(query, WORDS[surface])
    except QueryError as error:
        return {"filters": [], "problem": error.place()}
    time = WORDS[surface].filters
    return {"filters": [_wire(each, time.find(each.column).kind) for each in filters]}


def _wire(item: Filter, kind: str) -> dict[str, Any]:
    value = to_iso(item.value) if kind == "datetime" and item.type == "datetime" else item.value
    written = {
        "type": item.type,
        "column": item.column,
        "operator": item.operator,
        "value": value,
    }
    return written | ({"key": item.key} if item.key else {})


def list_words(surface: Surface) -> list[dict[str, Any]]:
    """Every word of a list's queries, for completion and help."""
    return [
        {
            "word": each.word,
            "kind": each.kind,
            "about": each.about,
            "unit": each.unit or None,
            "choices": list(each.choices),
            "counted": each.counted,
            "sortable": each.kind in SORTABLE,
            "signs": _signs(each),
        }
        for each in WORDS[surface].all
    ]


def _signs(column: TextColumn) -> list[str]:
    """Signs that make sense after a word."""
    equals, differs, contains, compare = (list(each.signs) for each in OPERATORS)
    match column.kind:
        case "text" | "texts":
            return [equals[0], *differs, *contains]
        case "map":
            return [equals[0], *differs, *contains, *compare]
        case "number":
            return [*compare, equals[1]]
        case "datetime":
            return compare
        case "score_numbers":
            return [*compare, equals[0]]
        case _:
            return [equals[0]]
