from __future__ import annotations

from decimal import Decimal

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", 0.5, {"o1"}),
        (">", 0.5, {"o2"}),
        (">=", 0.5, {"o1", "o2"}),
        ("<", 2, {"o1"}),
        ("<=", 2, {"o1", "o2"}),
    ],
)
def test_null_never_compares(
    store: Store, observations: Matching, operator: str, value: float, expected: set[str]
) -> None:
    store.add(
        observations=[
            store.observation_row(id="o0"),
            store.observation_row(id="o1", total_cost=Decimal("0.5")),
            store.observation_row(id="o2", total_cost=Decimal("2")),
        ]
    )
    assert observations("number", "totalCost", operator, value) == expected
