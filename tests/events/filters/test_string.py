from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store

from gatelight.errors import InvalidRequest

NAMES = ("chat", "Chat bot", "100% _sure_", "")


@pytest.fixture
def named(store: Store) -> None:
    store.add(traces=[store.trace_row(id=f"t{i}", name=name) for i, name in enumerate(NAMES)])


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "chat", {"t0"}),
        ("=", "Chat bot", {"t1"}),
        ("contains", "hat", {"t0", "t1"}),
        ("contains", "% _", {"t2"}),
        ("does not contain", "hat", {"t2", "t3"}),
        ("starts with", "Chat", {"t1"}),
        ("ends with", "bot", {"t1"}),
        ("ends with", "sure_", {"t2"}),
    ],
)
@pytest.mark.usefixtures("named")
def test_text_column(traces: Matching, operator: str, value: str, expected: set[str]) -> None:
    assert traces("string", "name", operator, value) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "blue", {"t0"}),
        ("contains", "u", {"t0", "t1"}),
        ("does not contain", "b", {"t1", "t2"}),
        ("starts with", "bl", {"t0"}),
        ("ends with", "y", {"t1"}),
    ],
)
def test_list_column_speaks_of_any_element(
    store: Store, traces: Matching, operator: str, value: str, expected: set[str]
) -> None:
    store.add(
        traces=[
            store.trace_row(id="t0", tags=["blue", "red"]),
            store.trace_row(id="t1", tags=["guy", "grey"]),
            store.trace_row(id="t2"),
        ]
    )
    assert traces("string", "tags", operator, value) == expected


def test_matches_ignores_case_in_payloads(store: Store, observations: Matching) -> None:
    store.add(
        observations=[
            store.observation_row(id="o1", input="The HARBOUR lights"),
            store.observation_row(id="o2", input="the pier"),
            store.observation_row(id="o3", output="50%_harbour"),
        ]
    )
    assert observations("string", "input", "matches", "harbour") == {"o1"}
    assert observations("string", "output", "matches", "%_HARBOUR") == {"o3"}


def test_matches_only_where_tokens_are_searched(observations: Matching) -> None:
    with pytest.raises(InvalidRequest, match="matches"):
        observations("string", "name", "matches", "x")


@pytest.mark.parametrize("value", ["it's", "back\\slash", "tab\t", "\\N", "'); --", "{p0:String}"])
def test_values_are_never_sql(store: Store, traces: Matching, value: str) -> None:
    store.add(traces=[store.trace_row(id="t", name=value), store.trace_row(id="u", name="u")])
    assert traces("string", "name", "=", value) == {"t"}
    assert traces("stringOptions", "name", "any of", [value]) == {"t"}
