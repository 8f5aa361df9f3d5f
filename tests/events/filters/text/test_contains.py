from __future__ import annotations

from collections.abc import Callable

from tests.events.filters.text.conftest import Matching
from tests.store import Store


def test_in_any_case_on_any_text(
    store: Store, traces: Matching, mistake: Callable[[str], tuple[str, str]]
) -> None:
    store.trace(id="a", name="Chat Bot", tags=["Europe"], metadata={"team": "Search"})
    store.trace(id="b", name="ÄRGER", output="Straße")
    assert traces("name~chat") == {"a"}
    assert traces('name~"t b"') == {"a"}
    assert traces("-name~CHAT") == {"b"}
    assert traces("name~ärg") == {"b"}
    assert traces("tag~EUR") == {"a"}
    assert traces("metadata.team~sea") == {"a"}
    assert traces("output~STRASSE") == set()
    assert traces("output~stra") == {"b"}
    assert mistake("cost~1") == ("cost holds no text to search in", "cost~1")
