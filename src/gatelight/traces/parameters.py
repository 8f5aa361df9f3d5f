"""Query parameters of the trace list, as filters and a sort order."""

from __future__ import annotations

from gatelight.errors import InvalidRequest
from gatelight.events.filters import Filter, merge_filters, parse_filters
from gatelight.events.filters.trace_columns import TRACE_FILTER_COLUMNS
from gatelight.events.paging import invalid, read_time, read_words
from gatelight.events.trace_wire import GROUPS
from gatelight.events.traces import Order

_SORTABLE = ("text", "number", "datetime", "flag")


def trace_filters(
    *,
    user_id: str | None = None,
    name: str | None = None,
    session_id: str | None = None,
    version: str | None = None,
    release: str | None = None,
    tags: list[str] | None = None,
    environment: list[str] | None = None,
    from_timestamp: str | None = None,
    to_timestamp: str | None = None,
    filter: str | None = None,
) -> list[Filter]:
    """All conditions together; for each column the `filter` parameter wins.

    Raises InvalidData for a bad parameter, InvalidRequest for a bad filter.
    """
    texts = {
        "userId": user_id,
        "name": name,
        "sessionId": session_id,
        "version": version,
        "release": release,
    }
    simple = [Filter("string", column, "=", text) for column, text in texts.items() if text]
    if wanted := read_words(tags):
        simple.append(Filter("arrayOptions", "tags", "all of", wanted))
    if environments := read_words(environment):
        simple.append(Filter("stringOptions", "environment", "any of", environments))
    since = read_time("fromTimestamp", from_timestamp)
    if since is not None:
        simple.append(Filter("datetime", "timestamp", ">=", since))
    until = read_time("toTimestamp", to_timestamp)
    if until is not None:
        simple.append(Filter("datetime", "timestamp", "<", until))
    return merge_filters(simple, parse_filters(filter), TRACE_FILTER_COLUMNS)


def trace_order(text: str | None) -> Order:
    """`field.asc` or `field.desc`; newest first when absent. Raises InvalidData."""
    if not text or not text.strip():
        return Order()
    name, _, direction = text.strip().rpartition(".")
    if direction not in ("asc", "desc"):
        raise invalid("orderBy", "expected field.asc or field.desc")
    try:
        column = TRACE_FILTER_COLUMNS.find(name)
    except InvalidRequest:
        raise invalid("orderBy", f"traces cannot be sorted by {name[:100]!r}") from None
    if column.kind not in _SORTABLE:
        raise invalid("orderBy", f"traces cannot be sorted by {name[:100]!r}")
    return Order(column.id, direction == "desc")


def field_groups(text: str | None) -> tuple[str, ...]:
    """The field groups asked for: all when none are named, unknown ones ignored."""
    named = read_words([text] if text else None)
    return tuple(group for group in GROUPS if group in named) if named else GROUPS
