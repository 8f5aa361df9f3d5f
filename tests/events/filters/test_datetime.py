from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import NOW, SECOND, Store

MIDDLE = "2026-05-28T22:26:40+02:00"  # NOW, told in another zone


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (">", {"after"}),
        (">=", {"at", "after"}),
        ("<", {"before"}),
        ("<=", {"before", "at"}),
    ],
)
def test_comparison(store: Store, traces: Matching, operator: str, expected: set[str]) -> None:
    store.add(
        traces=[
            store.trace_row(id="before", timestamp=NOW - 1),
            store.trace_row(id="at", timestamp=NOW),
            store.trace_row(id="after", timestamp=NOW + SECOND),
        ]
    )
    assert traces("datetime", "timestamp", operator, MIDDLE) == expected


def test_null_time_never_compares(store: Store, observations: Matching) -> None:
    store.add(
        observations=[
            store.observation_row(id="open"),
            store.observation_row(id="ended", end_time=NOW),
        ]
    )
    assert observations("datetime", "endTime", "<=", MIDDLE) == {"ended"}
