from __future__ import annotations

from tests.events.filters.text.conftest import Matching
from tests.store import Store


def test_the_same_as_equals_with_a_minus(store: Store, traces: Matching) -> None:
    store.trace(id="a", environment="dev")
    store.trace(id="b", environment="production")
    assert traces("environment!=dev") == traces("-environment:dev") == {"b"}
    assert traces("-environment!=dev") == {"a"}
    assert traces("environment!=(dev OR production)") == set()
