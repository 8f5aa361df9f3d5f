from __future__ import annotations

import math
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.events.metrics.asking import WINDOW, ask, fields, metrics
from tests.store import Store, shared_engine

from gatelight.errors import ApiError, InvalidRequest
from gatelight.events.metrics import VIEWS, Version, parse_query, read_query, run_query
from gatelight.events.metrics.aggregations import AGGREGATIONS
from gatelight.events.metrics.granularity import GRANULARITIES

PLAIN: dict[str, Any] = {
    "view": "observations",
    **WINDOW,
    "metrics": metrics("count_count"),
}
TOP = {"orderBy": [{"field": "count_count", "direction": "desc"}], "config": {"row_limit": 5}}


def refusal(question: Any, version: Version = "v2") -> str:
    with pytest.raises(InvalidRequest) as caught:
        read_query(question, version)
    return caught.value.message


def test_text_that_is_no_json() -> None:
    with pytest.raises(InvalidRequest, match=r"^Invalid JSON in query parameter$"):
        parse_query("{", "v2")
    with pytest.raises(InvalidRequest, match="`query` is required"):
        parse_query(None, "v2")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"view": "traces"}, "view must be one of observations, scores-numeric"),
        ({"view": None}, "view must be one of"),
        ({"fromTimestamp": None}, "fromTimestamp must be an ISO 8601 time"),
        ({"toTimestamp": "2026-01-01T00:00:00"}, "toTimestamp must be an ISO 8601 time"),
        ({"toTimestamp": WINDOW["fromTimestamp"]}, "fromTimestamp must be before toTimestamp"),
        ({"metrics": []}, "at least one metric or dimension"),
        ({"metrics": {}}, "metrics must be an array"),
        ({"metrics": ["count"]}, "each metric must be an object"),
        ({"metrics": [{"measure": "count"}]}, "each metric needs a aggregation"),
        ({"metrics": metrics("sum_color")}, "measure color is not in view observations"),
        ({"metrics": metrics("median_count")}, "aggregation must be one of sum, avg"),
        ({"metrics": metrics("sum_traceId")}, "measure traceId is text, use count or uniq"),
        ({"dimensions": fields("color")}, "dimension color is not in view observations"),
        ({"dimensions": [{"name": "x"}]}, "each dimension needs a field"),
        ({"filters": {}}, "filters must be an array"),
        ({"timeDimension": {}}, "timeDimension.granularity must be one of auto"),
        ({"timeDimension": {"granularity": "year"}}, "must be one of auto, minute"),
        ({"orderBy": [{"field": "name", "direction": "asc"}]}, "orderBy field must be one of"),
        ({"orderBy": [{"field": "count_count"}]}, "direction must be asc or desc"),
        ({"config": []}, "config must be an object"),
        ({"config": {"bins": 101}}, "config.bins must be a whole number from 1 to 100"),
        ({"config": {"row_limit": 0}}, "config.row_limit must be a whole number from 1 to 1000"),
        ({"config": {"row_limit": "5"}}, "config.row_limit must be a whole number"),
    ],
)
def test_refusals_name_what_is_wrong(change: dict[str, Any], message: str) -> None:
    assert message in refusal(PLAIN | change)


def test_a_histogram_cannot_be_ordered_by() -> None:
    order = [{"field": "histogram_latency", "direction": "desc"}]
    asked = PLAIN | {"metrics": metrics("histogram_latency"), "orderBy": order}
    assert "orderBy field must be one of" in refusal(asked)


def test_too_many_buckets() -> None:
    years = {"fromTimestamp": "2020-01-01T00:00:00Z", "toTimestamp": "2026-01-01T00:00:00Z"}
    asked = PLAIN | years | {"timeDimension": {"granularity": "minute"}}
    assert "more than 100000 buckets" in refusal(asked)


def test_v1_knows_traces_and_v2_does_not() -> None:
    assert read_query(PLAIN | {"view": "traces"}, "v1").view.table == "traces"
    assert "traces" not in VIEWS["v2"]


def test_unknown_keys_are_ignored() -> None:
    assert read_query(PLAIN | {"chartConfig": {"type": "PIE"}}, "v2").limit == 100


def test_limits() -> None:
    series = {"timeDimension": {"granularity": "day"}}
    assert read_query(PLAIN, "v1").limit is None
    assert read_query(PLAIN, "v2").limit == 100
    assert read_query(PLAIN | series, "v2").limit == 1000
    assert read_query(PLAIN | {"config": {"row_limit": 7}}, "v1").limit == 7


def test_high_cardinality_needs_a_top_n_question_in_v2() -> None:
    asked = PLAIN | {"dimensions": fields("userId")}
    assert read_query(asked | TOP, "v2").limit == 5
    assert read_query(asked, "v1").limit is None
    ascending = {"orderBy": [{"field": "count_count", "direction": "asc"}]}
    by_dimension = {"orderBy": [{"field": "userId", "direction": "desc"}]}
    for change in (
        {"config": None},
        {"orderBy": None},
        ascending,
        by_dimension,
        {"timeDimension": {"granularity": "day"}},
    ):
        assert "high cardinality dimension(s) userId" in refusal(asked | TOP | change)


def test_types_of_cost_and_usage_are_asked_apart() -> None:
    asked = PLAIN | {"metrics": metrics("sum_costByType", "sum_usageByType")}
    assert "cannot be asked together" in refusal(asked)


def test_a_filter_that_does_not_fit(store: Store) -> None:
    wrong = {"type": "number", "column": "name", "operator": "=", "value": 1}
    with pytest.raises(InvalidRequest, match="type number does not fit column name"):
        ask(store, metrics=metrics("count_count"), filters=[wrong])
    unknown = {"type": "string", "column": "color", "operator": "=", "value": "red"}
    with pytest.raises(InvalidRequest, match="Column color does not match"):
        ask(store, metrics=metrics("count_count"), filters=[unknown])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=5,
)


def something_like(*known: str) -> st.SearchStrategy[Any]:
    """Mostly a word the language knows, at times any JSON."""
    return st.sampled_from(known) | st.sampled_from(known) | JSON


NAMES = sorted(
    {
        name
        for views in VIEWS.values()
        for view in views.values()
        for name in (*view.dimensions, *view.measures)
    }
)
FILTERS = st.fixed_dictionaries(
    {
        "type": something_like("string", "number", "stringOptions", "arrayOptions", "null"),
        "column": something_like(*NAMES),
        "operator": something_like("=", "contains", "any of", "is null", ">"),
        "value": JSON,
    },
    optional={"key": JSON},
)
QUESTIONS = st.fixed_dictionaries(
    {
        "view": something_like(*VIEWS["v1"]),
        "fromTimestamp": something_like(WINDOW["fromTimestamp"]),
        "toTimestamp": something_like(WINDOW["toTimestamp"]),
        "metrics": JSON
        | st.lists(
            st.fixed_dictionaries(
                {"measure": something_like(*NAMES), "aggregation": something_like(*AGGREGATIONS)}
            ),
            max_size=3,
        ),
    },
    optional={
        "dimensions": JSON
        | st.lists(st.fixed_dictionaries({"field": something_like(*NAMES)}), max_size=3),
        "filters": JSON | st.lists(FILTERS, max_size=2),
        "timeDimension": JSON
        | st.fixed_dictionaries({"granularity": something_like(*GRANULARITIES)}),
        "orderBy": JSON,
        "config": JSON
        | st.fixed_dictionaries({"bins": JSON, "row_limit": st.integers(0, 1001) | JSON}),
    },
)


@settings(max_examples=300)
@given(question=QUESTIONS | JSON, version=st.sampled_from(("v1", "v2")))
def test_any_question_is_answered_or_refused(question: Any, version: Version) -> None:
    try:
        query = read_query(question, version)
        rows = run_query(shared_engine(), "project-of-nobody", query)
    except ApiError as error:
        assert error.status == 400
        assert error.message
    else:
        assert orjson.dumps(rows)
        assert all(
            not (isinstance(value, float) and math.isnan(value))
            for row in rows
            for value in row.values()
        )
