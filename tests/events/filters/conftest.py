from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.store import NOW, Store

from gatelight.events.filters import parse_filters
from gatelight.events.observations import find_observations
from gatelight.events.traces import Order, find_traces

Matching = Callable[..., set[str]]


def _json(type: str, column: str, operator: str, value: Any, key: str | None) -> str:
    item = {"type": type, "column": column, "operator": operator, "value": value}
    return json.dumps([item | ({} if key is None else {"key": key})])


@pytest.fixture
def traces(store: Store) -> Matching:
    """Ids of the project's traces that one wire filter lets through."""

    def matching(
        type: str, column: str, operator: str, value: Any = "", key: str | None = None
    ) -> set[str]:
        filters = parse_filters(_json(type, column, operator, value, key))
        keys = find_traces(store.engine, store.project_id, filters, Order(), 100, 0, NOW)
        return {found.id for found in keys}

    return matching


@pytest.fixture
def observations(store: Store) -> Matching:
    """Ids of the project's observations that one wire filter lets through."""

    def matching(
        type: str, column: str, operator: str, value: Any = "", key: str | None = None
    ) -> set[str]:
        filters = parse_filters(_json(type, column, operator, value, key))
        keys = find_observations(store.engine, store.project_id, filters, 100, NOW)
        return {found.id for found in keys}

    return matching
