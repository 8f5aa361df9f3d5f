"""Query parameters of the experiment lists: windows, filters, groups, cursors."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import orjson

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.errors import InvalidRequest
from gatelight.events.filters import (
    Filter,
    FilterColumns,
    Params,
    compile_filters,
    merge_filters,
    parse_filters,
)
from gatelight.events.paging import invalid, read_count, read_time, read_words

EXPERIMENT_GROUPS = ("core", "metadata", "scores")
ITEM_GROUPS = (
    "core",
    "dataset",
    "io",
    "metadata",
    "itemMetadata",
    "experimentMetadata",
    "scores",
)
ITEM_DEFAULT = ("core", "dataset")


class Cursor(NamedTuple):
    """The last row of a page; rows are ordered by these, greatest first."""

    time: Micros
    trace_id: str
    id: str
    experiment_id: str


class Question(NamedTuple):
    """One page of a list, as asked for. `low` ≤ start < `high`, microseconds."""

    low: Micros
    high: Micros
    limit: int
    score_limit: int
    after: Cursor | None
    groups: tuple[str, ...]
    filters: list[Filter]


def read_question(
    *,
    from_time: str | None,
    to_time: str | None,
    limit: str | None,
    score_limit: str | None,
    cursor: str | None,
    groups: tuple[str, ...],
    words: Mapping[str, str | None],
    filter: str | None,
    columns: FilterColumns,
) -> Question:
    """Raises InvalidData for a bad parameter, InvalidRequest for a bad filter or cursor."""
    low = read_time("fromStartTime", from_time)
    if low is None:
        raise invalid("fromStartTime", "is required")
    high = read_time("toStartTime", to_time)
    simple = [
        Filter("stringOptions", column, "any of", wanted)
        for column, text in words.items()
        if (wanted := read_words([text] if text else None))
    ]
    filters = merge_filters(simple, parse_filters(filter), columns)
    compile_filters(filters, columns, Params(""))
    return Question(
        low,
        MAX_MICROS if high is None else high,
        read_count("limit", limit, 50, 1, 100),
        read_count("scoreLimit", score_limit, 50, 1, 50),
        read_cursor(cursor),
        groups,
        filters,
    )


def read_groups(
    text: str | None, known: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    """Raises InvalidRequest for a group there is not."""
    words = read_words([text] if text else None)
    unknown = [word for word in words if word not in known]
    if unknown:
        raise InvalidRequest(f"fields must be of {', '.join(known)}, not {unknown[0][:100]}")
    return tuple(words) or default


def write_cursor(last: Cursor) -> str:
    """base64url of JSON; the time in microseconds."""
    body = {
        "v": 1,
        "lastTime": last.time,
        "lastTraceId": last.trace_id,
        "lastId": last.id,
        "lastExperimentId": last.experiment_id,
    }
    return base64.urlsafe_b64encode(orjson.dumps(body)).decode().rstrip("=")


def read_cursor(text: str | None) -> Cursor | None:
    """Raises InvalidRequest."""
    if not text or not text.strip():
        return None
    padded = text.strip() + "=" * (-len(text.strip()) % 4)
    try:
        value = orjson.loads(base64.urlsafe_b64decode(padded.encode()))
        found = Cursor(
            value["lastTime"], value["lastTraceId"], value["lastId"], value["lastExperimentId"]
        )
        version = value["v"]
    except (binascii.Error, ValueError, TypeError, KeyError):
        raise InvalidRequest("Invalid cursor format") from None
    if (
        version != 1
        or type(found.time) is not int
        or not MIN_MICROS <= found.time < MAX_MICROS
        or not all(isinstance(part, str) for part in found[1:])
    ):
        raise InvalidRequest("Invalid cursor format")
    return found


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda text, wanted: text == wanted,
    "contains": lambda text, wanted: wanted in text,
    "does not contain": lambda text, wanted: wanted not in text,
    "starts with": lambda text, wanted: text.startswith(wanted),
    "ends with": lambda text, wanted: text.endswith(wanted),
}


def meets(filters: Sequence[Filter], columns: FilterColumns, values: Mapping[str, str]) -> bool:
    """Whether a row of the record store meets every filter whose column `values` has."""
    return all(
        _meets(item, values[name])
        for item in filters
        if (name := columns.find(item.column).id) in values
    )


def _meets(item: Filter, text: str) -> bool:
    if item.type == "string":
        return _TESTS[item.operator](text, item.value)
    if item.type == "null":
        return (text == "") == (item.operator == "is null")
    own = {text} if text or item.type == "stringOptions" else set()
    if item.operator == "all of":
        return set(item.value) <= own
    return bool(own & set(item.value)) == (item.operator == "any of")
