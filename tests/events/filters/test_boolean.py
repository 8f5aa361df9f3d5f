from __future__ import annotations

from tests.events.filters.conftest import Matching
from tests.store import Store


def test_equal_and_different(store: Store, traces: Matching) -> None:
    store.add(traces=[store.trace_row(id="marked", bookmarked=True), store.trace_row(id="plain")])
    assert traces("boolean", "bookmarked", "=", True) == {"marked"}
    assert traces("boolean", "bookmarked", "=", False) == {"plain"}
    assert traces("boolean", "⭐️", "<>", True) == {"plain"}


def test_derived_flags(store: Store, observations: Matching) -> None:
    store.add(
        observations=[
            store.observation_row(id="root", input="x"),
            store.observation_row(id="child", parent_observation_id="root"),
            store.observation_row(id="app", parent_observation_id="elsewhere", is_app_root=True),
        ]
    )
    assert observations("boolean", "isRootObservation", "=", True) == {"root", "app"}
    assert observations("boolean", "hasParentObservation", "=", True) == {"child", "app"}
    assert observations("boolean", "hasInput", "=", True) == {"root"}
