from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.events.metrics.asking import HOUR, ask, ask_one, at, fields, metrics, using
from tests.store import NOW, SECOND, Store

from gatelight.core.time import to_iso
from gatelight.events.metrics import VIEWS


def top(*dimensions: str) -> dict[str, Any]:
    """A question of v2 that may have high-cardinality dimensions."""
    return {
        "dimensions": fields(*dimensions),
        "metrics": metrics("count_count"),
        "orderBy": [{"field": "count_count", "direction": "desc"}],
        "config": {"row_limit": 10},
    }


FULL: dict[str, Any] = {
    "id": "o",
    "trace_id": "t",
    "trace_name": "flow",
    "environment": "prod",
    "parent_observation_id": "parent",
    "type": "GENERATION",
    "name": "step",
    "level": "ERROR",
    "version": "1.0",
    "tags": ["a", "b"],
    "model": "gpt",
    "prompt_name": "greet",
    "prompt_version": 3,
    "user_id": "u",
    "session_id": "s",
    "release": "r1",
    "trace_version": "v1",
    "experiment": {"id": "e", "name": "try", "dataset.id": "d"},
    "tool_definitions": {"search": "{}"},
    "tool_call_names": ["search"],
    "gateway_key_alias": "ci",
    "gateway_team_alias": "research",
    "gateway_user_id": "ada",
}
DIMENSIONS: dict[str, Any] = {
    "id": "o",
    "traceId": "t",
    "traceName": "flow",
    "environment": "prod",
    "parentObservationId": "parent",
    "type": "GENERATION",
    "name": "step",
    "level": "ERROR",
    "version": "1.0",
    "tags": ["a", "b"],
    "providedModelName": "gpt",
    "promptName": "greet",
    "promptVersion": 3,
    "userId": "u",
    "sessionId": "s",
    "traceRelease": "r1",
    "traceVersion": "v1",
    "startTimeMonth": "2026-05",
    "toolNames": "search",
    "calledToolNames": "search",
    "gatewayKeyAlias": "ci",
    "gatewayTeamAlias": "research",
    "gatewayUserId": "ada",
}
V2_DIMENSIONS = DIMENSIONS | {
    "isRootObservation": False,
    "release": "r1",
    "experimentName": "try",
    "experimentId": "e",
    "experimentDatasetId": "d",
}


def test_every_dimension_of_v1(store: Store) -> None:
    store.observation(**FULL)
    asked = ask(store, dimensions=fields(*DIMENSIONS), metrics=metrics("count_count"))
    assert asked == [DIMENSIONS | {"count_count": 1}]
    assert DIMENSIONS.keys() == VIEWS["v1"]["observations"].dimensions.keys()


def test_every_dimension_of_v2(store: Store) -> None:
    store.observation(**FULL)
    assert ask(store, "v2", **top(*V2_DIMENSIONS)) == [V2_DIMENSIONS | {"count_count": 1}]
    exploded = {"costType", "usageType"}
    assert V2_DIMENSIONS.keys() | exploded == VIEWS["v2"]["observations"].dimensions.keys()


def test_empty_text_is_null(store: Store) -> None:
    store.observation(name="")
    rows = ask(store, dimensions=fields("name", "promptVersion"), metrics=metrics("count_count"))
    assert rows == [{"name": None, "promptVersion": None, "count_count": 1}]


def test_an_application_root_is_a_root(store: Store) -> None:
    store.observation(parent_observation_id="elsewhere", is_app_root=True)
    store.observation()
    store.observation(parent_observation_id="entity-1")
    rows = ask(store, "v2", dimensions=fields("isRootObservation"), metrics=metrics("count_count"))
    assert rows == [
        {"isRootObservation": True, "count_count": 2},
        {"isRootObservation": False, "count_count": 1},
    ]


def test_durations_in_milliseconds(store: Store) -> None:
    store.observation(
        start_time=NOW, completion_start_time=NOW + 250_500, end_time=NOW + 2 * SECOND
    )
    assert ask_one(store, "avg_latency", "avg_timeToFirstToken", "avg_streamingLatency") == [
        2000,
        250.5,
        1749.5,
    ]


def test_tokens_add_up_every_key_of_a_side(store: Store) -> None:
    usage = {"input": 100, "input_cached_tokens": 20, "output": 30, "output_reasoning": 5}
    cost = {"input": "0.01", "input_cached_tokens": "0.002", "output": "0.03", "total": "0.042"}
    store.add(observations=[using(store, usage=usage | {"total": 155}, cost=cost)])
    assert ask_one(store, "sum_inputTokens", "sum_outputTokens", "sum_totalTokens") == [
        120,
        35,
        155,
    ]
    assert ask_one(store, "sum_inputCost", "sum_outputCost", "sum_totalCost") == [
        0.012,
        0.03,
        0.042,
    ]


def test_keys_that_hold_the_word_elsewhere_count(store: Store) -> None:
    store.add(observations=[using(store, usage={"cache_read_input_tokens": 7, "total": 7})])
    assert ask_one(store, "sum_inputTokens", "sum_outputTokens") == [7, 0]


def test_speed_in_tokens_each_second(store: Store) -> None:
    row = using(
        store,
        usage={"input": 10, "output": 30, "total": 40},
        completion_start_time=NOW + SECOND,
        end_time=NOW + 4 * SECOND,
    )
    instant = using(store, usage={"output": 5, "total": 5}, end_time=NOW)
    store.add(observations=[row, instant])
    assert ask_one(store, "avg_tokensPerSecond", "avg_outputTokensPerSecond") == [
        pytest.approx(10),
        pytest.approx(10),
    ]


def test_tools_and_scores_are_counted(store: Store) -> None:
    store.observation(
        id="o", tool_definitions={"a": "", "b": ""}, tool_calls=["{}"], tool_call_names=["a"]
    )
    store.score(trace_id="trace", observation_id="o")
    store.score(trace_id="trace", observation_id="o", timestamp=at(1000))
    store.score(trace_id="trace")
    assert ask_one(store, "sum_toolDefinitions", "sum_toolCalls", "sum_countScores") == [2, 1, 2]


def test_tool_names_count_a_row_once_for_each_tool(store: Store) -> None:
    store.observation(tool_call_names=["a", "b"])
    store.observation(tool_call_names=["a"])
    store.observation()
    rows = ask(store, dimensions=fields("calledToolNames"), metrics=metrics("count_count"))
    assert rows == [
        {"calledToolNames": "a", "count_count": 2},
        {"calledToolNames": "b", "count_count": 1},
    ]


def test_tags_group_by_the_whole_list(store: Store) -> None:
    for tags in (["a", "b"], ["a", "b"], ["a"]):
        store.observation(tags=tags)
    rows = ask(store, dimensions=fields("tags"), metrics=metrics("count_count"))
    assert rows == [
        {"tags": ["a", "b"], "count_count": 2},
        {"tags": ["a"], "count_count": 1},
    ]


def test_cost_and_usage_by_type_bring_their_dimension(store: Store) -> None:
    cost = {"input": "0.5", "output": "0.25"}
    rows = [using(store, usage={"input": 4}, cost=cost) for _ in range(2)]
    store.add(observations=rows)
    assert ask(store, "v2", metrics=metrics("sum_costByType")) == [
        {"costType": "input", "sum_costByType": 1.0},
        {"costType": "output", "sum_costByType": 0.5},
    ]
    assert ask(store, "v2", metrics=metrics("sum_usageByType")) == [
        {"usageType": "input", "sum_usageByType": 8}
    ]


def test_a_type_can_be_a_dimension_or_a_filter_alone(store: Store) -> None:
    store.add(observations=[using(store, usage={"input": 4, "output": 2, "total": 6})])
    rows = ask(store, "v2", dimensions=fields("usageType"), metrics=metrics("count_count"))
    assert [row["usageType"] for row in rows] == ["input", "output", "total"]
    only = [{"type": "string", "column": "usageType", "operator": "=", "value": "output"}]
    assert ask(store, "v2", metrics=metrics("sum_usageByType"), filters=only) == [
        {"usageType": "output", "sum_usageByType": 2}
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {"type": "string", "column": "name", "operator": "=", "value": "wanted"},
        {"type": "stringOptions", "column": "name", "operator": "any of", "value": ["wanted"]},
        {"type": "arrayOptions", "column": "tags", "operator": "all of", "value": ["x", "y"]},
        {"type": "arrayOptions", "column": "toolNames", "operator": "any of", "value": ["hammer"]},
        {"type": "number", "column": "promptVersion", "operator": ">", "value": 6},
        {"type": "null", "column": "userId", "operator": "is null", "value": ""},
        {
            "type": "stringObject",
            "column": "metadata",
            "key": "team",
            "operator": "=",
            "value": "red",
        },
        {
            "type": "datetime",
            "column": "startTime",
            "operator": "<",
            "value": to_iso(NOW - HOUR),
        },
    ],
)
def test_filters(store: Store, condition: dict[str, Any]) -> None:
    store.observation(user_id="u", name="other", prompt_version=1)
    store.observation(
        name="wanted",
        tags=["x", "y", "z"],
        tool_definitions={"hammer": ""},
        prompt_version=7,
        metadata={"team": "red"},
        start_time=at(-2),
    )
    rows = ask(
        store, dimensions=fields("name"), metrics=metrics("count_count"), filters=[condition]
    )
    assert rows == [{"name": "wanted", "count_count": 1}]


def test_both_ends_of_the_window_belong_to_it(store: Store) -> None:
    start, end = NOW, NOW + HOUR
    for time in (start - 1, start, end, end + 1):
        store.observation(start_time=time)
    window = {"fromTimestamp": to_iso(start), "toTimestamp": to_iso(end)}
    assert ask_one(store, "count_count", **window) == [2]


def test_only_the_newest_version_of_a_row_counts(store: Store) -> None:
    for version, cost in ((1, "1"), (2, "5")):
        store.observation(id="o", row_version=version, total_cost=Decimal(cost))
    store.observation(id="gone", row_version=1, total_cost=Decimal(7))
    store.observation(id="gone", row_version=2, is_deleted=True)
    assert ask_one(store, "count_count", "sum_totalCost") == [1, 5]
