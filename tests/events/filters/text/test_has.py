from __future__ import annotations

from collections.abc import Callable

from tests.events.filters.text.conftest import Matching
from tests.store import Store


def test_has_a_value_or_none(
    store: Store, traces: Matching, mistake: Callable[[str], tuple[str, str]]
) -> None:
    store.trace(id="a", user_id="ada", metadata={"team": "x"}, tags=["t"])
    store.trace(id="b")
    assert traces("has:user") == traces("user:*") == {"a"}
    assert traces("-has:user") == {"b"}
    assert traces("has:metadata.team") == traces("metadata.team:*") == {"a"}
    assert traces("-has:metadata.none") == {"a", "b"}
    assert traces("has:tag") == {"a"}
    assert mistake("has:colour") == ("there is no column colour", "colour")
    assert mistake("has>1") == ("has is followed by : and a column", "has>1")
    assert mistake("has:score")[0].startswith("whether there is a score cannot be asked")
