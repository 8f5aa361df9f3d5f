from __future__ import annotations

import pytest
from tests.events.filters.conftest import Matching
from tests.store import Store


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", 0.5, {"a"}),
        (">", 0.5, {"b"}),
        (">=", 0.5, {"a", "b"}),
        ("<", 0.6, {"a"}),
        ("<=", 0.9, {"a", "b"}),
    ],
)
def test_average_of_scores(
    store: Store, traces: Matching, operator: str, value: float, expected: set[str]
) -> None:
    store.add(
        traces=[store.trace_row(id=name) for name in "abc"],
        scores=[
            store.score_row(trace_id="a", name="quality", value=0.2),
            store.score_row(trace_id="a", name="quality", value=0.8),
            store.score_row(trace_id="b", name="quality", value=0.9),
            store.score_row(trace_id="c", name="other", value=0.5),
        ],
    )
    assert traces("numberObject", "scores_avg", operator, value, "quality") == expected


def test_observation_scores_and_scores_of_its_trace(store: Store, observations: Matching) -> None:
    store.add(
        observations=[
            store.observation_row(id="o1", trace_id="t1"),
            store.observation_row(id="o2", trace_id="t1"),
            store.observation_row(id="o1", trace_id="t2"),
        ],
        scores=[store.score_row(trace_id="t1", observation_id="o2", name="q", value=1.0)],
    )
    assert observations("numberObject", "scores_avg", "=", 1, "q") == {"o2"}
    assert observations("numberObject", "trace_scores_avg", "=", 1, "q") == {"o1", "o2"}


def test_number_in_metadata(store: Store, traces: Matching) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", metadata={"n": "12"}),
            store.trace_row(id="b", metadata={"n": "twelve"}),
        ]
    )
    assert traces("numberObject", "metadata", ">", 3, "n") == {"a"}


def test_scores_of_another_project_do_not_count(store: Store, traces: Matching) -> None:
    other = Store(store.engine, store.project_id + "-other")
    store.trace(id="a")
    other.score(trace_id="a", name="q", value=1.0)
    assert traces("numberObject", "scores_avg", "=", 1, "q") == set()
