from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.events.filters.text.conftest import Matching
from tests.store import NOW, SECOND, Store


@pytest.fixture
def some(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", metadata={"n": "7"}),
            store.trace_row(id="b", timestamp=NOW - 86_400 * SECOND),
        ],
        observations=[
            store.observation_row(
                trace_id="a",
                end_time=NOW + 1_500_000,
                total_cost=Decimal("0.02"),
                usage_details={"input": 9000, "output": 3000, "total": 12000},
            ),
        ],
        scores=[store.score_row(trace_id="a", name="quality", value=0.9)],
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cost>0.01", {"a"}),
        ("cost>$0.01", {"a"}),
        ("cost>=2ct", {"a"}),
        ("cost<0.03", {"a"}),
        ("cost<0.02", set()),
        ("cost:>0.01", {"a"}),
        ("latency>1s", {"a"}),
        ("latency>1400ms", {"a"}),
        ("latency>1min", set()),
        ("tokens>=12k", {"a"}),
        ("inputTokens<9001", {"a", "b"}),
        ("metadata.n>6", {"a"}),
        ("score.quality>0.8", {"a"}),
        ("time>=2026-05-28", {"a"}),
        ("time<2026-05-28T12:00:00+02:00", {"b"}),
    ],
)
@pytest.mark.usefixtures("some")
def test_compared(traces: Matching, query: str, expected: set[str]) -> None:
    assert traces(query) == expected


@pytest.mark.parametrize(
    ("query", "problem", "marked"),
    [
        ("cost>much", "expected a number", "much"),
        ("latency>2weeks", "expected a number", "2weeks"),
        ("cost>", "expected a value after cost>", ""),
        ("-cost>1", "a comparison is not turned round by -", "-cost>1"),
        ("name>1", "name is not a number", "name>1"),
        ("time>soon", "expected a day or a time between 1970 and 2100", "soon"),
        ("cost>1e999", "this number is too large", "1e999"),
    ],
)
def test_mistakes(mistake: Callable[[str], tuple[str, str]], query: str, problem: str, marked: str):
    assert mistake(query) == (problem, marked)
