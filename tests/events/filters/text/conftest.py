"""Traces and observations a typed query lets through, on the real engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.store import NOW, Store

from gatelight.events.filters.text import (
    OBSERVATION_WORDS,
    TRACE_WORDS,
    QueryError,
    parse_query,
)
from gatelight.events.observations import find_observations
from gatelight.events.traces import Order, find_traces

Matching = Callable[[str], set[str]]


@pytest.fixture
def traces(store: Store) -> Matching:
    def matching(query: str) -> set[str]:
        filters = parse_query(query, TRACE_WORDS)
        found = find_traces(store.engine, store.project_id, filters, Order(), 100, 0, NOW)
        return {key.id for key in found}

    return matching


@pytest.fixture
def observations(store: Store) -> Matching:
    def matching(query: str) -> set[str]:
        filters = parse_query(query, OBSERVATION_WORDS)
        found = find_observations(store.engine, store.project_id, filters, 100, NOW)
        return {key.id for key in found}

    return matching


@pytest.fixture
def mistake() -> Callable[[str], tuple[str, str]]:
    """What is wrong with a query: the message, and the marked part of the text."""

    def of(query: str) -> tuple[str, str]:
        with pytest.raises(QueryError) as caught:
            parse_query(query, TRACE_WORDS)
        return caught.value.problem, query[caught.value.start : caught.value.end]

    return of
