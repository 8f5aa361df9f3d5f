from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store


@pytest.fixture(autouse=True)
def rows(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", tags=["x", "y"], name="x"),
            store.trace_row(id="b", tags=["y"], name="y"),
            store.trace_row(id="c"),
        ]
    )


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("any of", ["x", "y"], {"a", "b"}),
        ("all of", ["x", "y"], {"a"}),
        ("none of", ["x"], {"b", "c"}),
        ("all of", [], {"a", "b", "c"}),
    ],
)
def test_list_column(traces: Matching, operator: str, value: list[str], expected: set[str]) -> None:
    assert traces("arrayOptions", "tags", operator, value) == expected


def test_text_column_is_a_list_of_one(traces: Matching) -> None:
    assert traces("arrayOptions", "name", "any of", ["x", "y"]) == {"a", "b"}
    assert traces("arrayOptions", "name", "all of", ["x"]) == {"a"}
    assert traces("arrayOptions", "name", "none of", ["x"]) == {"b", "c"}
