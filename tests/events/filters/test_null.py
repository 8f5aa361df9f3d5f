from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import NOW, Store


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("name", None),
        ("endTime", None),
        ("promptVersion", None),
        ("tags", None),
        ("metadata", None),
        ("metadata", "k"),
    ],
)
def test_null_and_not_null(
    store: Store, observations: Matching, column: str, key: str | None
) -> None:
    store.add(
        observations=[
            store.observation_row(
                id="full", name="n", end_time=NOW, prompt_version=1, tags=["t"], metadata={"k": "v"}
            ),
            store.observation_row(id="bare"),
        ]
    )
    assert observations("null", column, "is null", "", key) == {"bare"}
    assert observations("null", column, "is not null", "", key) == {"full"}
