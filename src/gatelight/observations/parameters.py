"""Query parameters of the observation lists, as filters."""

from __future__ import annotations

from gatelight.core.observation import LEVELS, OBSERVATION_TYPES
from gatelight.errors import InvalidRequest
from gatelight.events.filters import Filter, merge_filters, parse_filters
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.paging import read_choice, read_flag, read_time, read_words

_INDEXED = ("=", "matches")


def observation_filters(
    *,
    name: str | None = None,
    user_id: str | None = None,
    session_id: str | None = None,
    type: str | None = None,
    trace_id: str | None = None,
    level: str | None = None,
    parent_observation_id: str | None = None,
    is_root: str | None = None,
    environment: list[str] | None = None,
    from_start_time: str | None = None,
    to_start_time: str | None = None,
    version: str | None = None,
    filter: str | None = None,
) -> list[Filter]:
    """All conditions together; for each column the `filter` parameter wins.

    Raises InvalidData for a bad parameter, InvalidRequest for a bad filter.
    """
    simple: list[Filter] = []
    texts = {
        "name": name,
        "userId": user_id,
        "sessionId": session_id,
        "type": read_choice("type", type, OBSERVATION_TYPES),
        "traceId": trace_id,
        "level": read_choice("level", level, LEVELS),
        "parentObservationId": parent_observation_id,
        "version": version,
    }
    simple.extend(Filter("string", column, "=", text) for column, text in texts.items() if text)
    root = read_flag("isRootObservation", is_root)
    if root is not None:
        simple.append(Filter("boolean", "isRootObservation", "=", root))
    if environments := read_words(environment):
        simple.append(Filter("stringOptions", "environment", "any of", environments))
    since = read_time("fromStartTime", from_start_time)
    if since is not None:
        simple.append(Filter("datetime", "startTime", ">=", since))
    until = read_time("toStartTime", to_start_time)
    if until is not None:
        simple.append(Filter("datetime", "startTime", "<", until))
    return merge_filters(simple, parse_filters(filter), OBSERVATION_FILTER_COLUMNS)


def without_parent() -> Filter:
    """Only observations that have no parent."""
    return Filter("null", "parentObservationId", "is null", "")


def check_payload_filters(filters: list[Filter]) -> None:
    """v2: a filter on input or output must include one that names a whole text or a token.

    Raises InvalidRequest.
    """
    on_payload = [
        item
        for item in filters
        if OBSERVATION_FILTER_COLUMNS.find(item.column).id in ("input", "output")
    ]
    if on_payload and not any(item.operator in _INDEXED for item in on_payload):
        raise InvalidRequest(
            "Filters on input or output need at least one condition with operator = or matches"
        )
