from __future__ import annotations

from tests.events.filters.conftest import Matching
from tests.store import Store


def test_any_and_none(store: Store, traces: Matching) -> None:
    store.add(
        traces=[store.trace_row(id=name) for name in "abc"],
        scores=[
            store.score_row(
                trace_id="a", name="mood", data_type="CATEGORICAL", string_value="good", value=1.0
            ),
            store.score_row(
                trace_id="b", name="mood", data_type="CATEGORICAL", string_value="bad", value=0.0
            ),
        ],
    )
    assert traces("categoryOptions", "score_categories", "any of", ["good"], "mood") == {"a"}
    assert traces("categoryOptions", "score_categories", "none of", ["good"], "mood") == {"b", "c"}
    assert traces("categoryOptions", "score_categories", "any of", ["good"], "other") == set()
