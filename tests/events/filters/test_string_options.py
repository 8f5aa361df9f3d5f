from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store


@pytest.fixture(autouse=True)
def rows(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", environment="production", tags=["x", "y"]),
            store.trace_row(id="b", environment="staging", tags=["y"]),
            store.trace_row(id="c", environment="local"),
        ]
    )


def test_text_column(traces: Matching) -> None:
    wanted = ["production", "staging", "missing"]
    assert traces("stringOptions", "environment", "any of", wanted) == {"a", "b"}
    assert traces("stringOptions", "environment", "none of", wanted) == {"c"}


def test_list_column(traces: Matching) -> None:
    assert traces("stringOptions", "tags", "any of", ["x"]) == {"a"}
    assert traces("stringOptions", "tags", "none of", ["x"]) == {"b", "c"}
