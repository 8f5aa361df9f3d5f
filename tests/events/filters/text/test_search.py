"""Free text: in input, output, metadata and names, of a trace also those of its observations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.events.filters.text.conftest import Matching
from tests.store import NOW, Store


@pytest.fixture
def some(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", input='{"q":"Where is my REFUND?"}', output="北京欢迎你"),
            store.trace_row(
                id="b", metadata={"note": "Łódź, Größe"}, output='say \\"hello\\" twice'
            ),
            store.trace_row(id="c", name="translate"),
            store.trace_row(
                id="d", output='{"arguments":"{\\"city\\": \\"\\\\u5317\\\\u4eac\\"}"}'
            ),
        ],
        observations=[
            store.observation_row(id="c-1", trace_id="c", output="مرحبا بالعالم", start_time=NOW),
            store.observation_row(id="c-2", trace_id="c", status_message="Rate limit reached"),
        ],
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("refund", {"a"}),
        ('"my refund"', {"a"}),
        ("my where", {"a"}),
        ("北京", {"a", "d"}),
        ("łódź", {"b"}),
        ("GRÖSSE", set()),
        ("größe", {"b"}),
        (r'"\"hello\" twice"', {"b"}),
        ("TRANSLATE", {"c"}),
        ("مرحبا", {"c"}),
        ('"rate limit"', {"c"}),
        ("-refund", {"b", "c", "d"}),
        ("-北京 -translate", {"b"}),
        ("f(x)", set()),
    ],
)
@pytest.mark.usefixtures("some")
def test_traces(traces: Matching, query: str, expected: set[str]) -> None:
    assert traces(query) == expected


@pytest.mark.usefixtures("some")
def test_observations(observations: Matching) -> None:
    assert observations("مرحبا") == {"c-1"}
    assert observations("limit") == {"c-2"}
    assert observations("-limit") == {"c-1"}


def test_only_observations_of_the_project(store: Store, traces: Matching) -> None:
    store.trace(id="mine")
    other = store.observation_row(trace_id="mine", output="secret", project_id="other-project")
    store.add(observations=[other])
    assert traces("secret") == set()


def test_mistakes(mistake: Callable[[str], tuple[str, str]]) -> None:
    assert mistake('" "') == ("expected a text between the quotes", '" "')
