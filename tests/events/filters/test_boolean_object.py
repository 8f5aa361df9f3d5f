from __future__ import annotations

from tests.events.filters.conftest import Matching
from tests.store import Store


def test_equal_and_different(store: Store, traces: Matching) -> None:
    store.add(
        traces=[store.trace_row(id=name) for name in ("yes", "no", "none")],
        scores=[
            store.score_row(
                trace_id="yes", name="ok", data_type="BOOLEAN", value=1.0, string_value="True"
            ),
            store.score_row(
                trace_id="no", name="ok", data_type="BOOLEAN", value=0.0, string_value="False"
            ),
        ],
    )
    assert traces("booleanObject", "score_booleans", "=", True, "ok") == {"yes"}
    assert traces("booleanObject", "score_booleans", "=", False, "ok") == {"no"}
    assert traces("booleanObject", "score_booleans", "<>", True, "ok") == {"no", "none"}
