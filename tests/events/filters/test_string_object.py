from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store


@pytest.fixture(autouse=True)
def rows(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", metadata={"customer": "Acme Ltd", "tier": "gold"}),
            store.trace_row(id="b", metadata={"customer": "acme"}),
            store.trace_row(id="c", metadata={"other": "Acme"}),
        ]
    )


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "acme", {"b"}),
        ("contains", "cme", {"a", "b"}),
        ("does not contain", "Ltd", {"b"}),
        ("starts with", "Ac", {"a"}),
        ("ends with", "Ltd", {"a"}),
        ("matches", "Acme", {"a"}),
    ],
)
def test_only_rows_that_have_the_key(
    traces: Matching, operator: str, value: str, expected: set[str]
) -> None:
    assert traces("stringObject", "metadata", operator, value, "customer") == expected


def test_key_is_never_sql(store: Store, traces: Matching) -> None:
    key = "a'] = '' OR metadata['b"
    store.trace(id="odd", metadata={key: "v"})
    assert traces("stringObject", "metadata", "=", "v", key) == {"odd"}
