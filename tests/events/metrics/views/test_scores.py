from __future__ import annotations

from typing import Any

import pytest
from tests.events.metrics.asking import DAY, ask, ask_one, fields, metrics
from tests.store import NOW, Store

from gatelight.events.metrics import VIEWS, Version

FULL: dict[str, Any] = {
    "id": "s",
    "environment": "prod",
    "name": "quality",
    "score_source": "EVAL",
    "trace_id": "t",
    "observation_id": "o",
    "session_id": "session",
    "dataset_run_id": "run",
    "config_id": "config",
}
DIMENSIONS: dict[str, Any] = {
    "id": "s",
    "environment": "prod",
    "name": "quality",
    "evaluatorId": None,
    "source": "EVAL",
    "traceId": "t",
    "configId": "config",
    "timestampMonth": "2026-05",
    "timestampDay": "2026-05-28",
    "observationId": "o",
    "sessionId": "session",
    "datasetRunId": "run",
    "traceName": "flow",
    "userId": "u",
    "tags": ["a"],
    "traceRelease": "r",
    "traceVersion": "v",
    "observationName": "step",
    "observationModelName": "gpt",
    "observationPromptName": "greet",
    "observationPromptVersion": 2,
}
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "scores-numeric": (
        {"data_type": "NUMERIC", "value": 0.5},
        {"dataType": "NUMERIC", "value": 0.5},
    ),
    "scores-boolean": (
        {"data_type": "BOOLEAN", "value": 1.0, "string_value": "True"},
        {"dataType": "BOOLEAN", "booleanValue": True},
    ),
    "scores-categorical": (
        {"data_type": "CATEGORICAL", "value": 0.0, "string_value": "good"},
        {"dataType": "CATEGORICAL", "stringValue": "good"},
    ),
}
TOP = {"orderBy": [{"field": "count_count", "direction": "desc"}], "config": {"row_limit": 9}}


@pytest.fixture
def scored(store: Store) -> Store:
    """One score of each kind and of two kinds no view has, all with the same subject."""
    store.trace(
        id="t", name="flow", user_id="u", tags=["a"], release="r", version="v", timestamp=NOW - DAY
    )
    store.observation(
        id="o",
        trace_id="t",
        name="step",
        model="gpt",
        prompt_name="greet",
        prompt_version=2,
        start_time=NOW - DAY,
        experiment={"id": "e", "name": "try"},
    )
    kinds = [columns for columns, _ in KINDS.values()]
    for columns in (*kinds, {"data_type": "TEXT"}, {"data_type": "CORRECTION"}):
        store.score(**FULL | columns | {"id": f"s-{columns['data_type']}"})
    return store


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("view", KINDS)
def test_every_dimension(scored: Store, view: str, version: Version) -> None:
    _, own = KINDS[view]
    expected = DIMENSIONS | own | {"id": f"s-{own['dataType']}"}
    if version == "v2":
        expected |= {"experimentName": "try", "experimentId": "run"}
    rows = ask(
        scored,
        version,
        view=view,
        dimensions=fields(*expected),
        metrics=metrics("count_count"),
        **TOP,
    )
    assert rows == [expected | {"count_count": 1}]
    assert expected.keys() == VIEWS[version][view].dimensions.keys()


def test_values_of_numbers(store: Store) -> None:
    for value in (0.25, 0.75, 1.5):
        store.score(name="quality", value=value)
    asked = ("count_count", "avg_value", "min_value", "max_value", "p50_value")
    assert ask_one(store, *asked, view="scores-numeric") == [
        3,
        pytest.approx(2.5 / 3),
        0.25,
        1.5,
        0.75,
    ]


def test_share_of_true(store: Store) -> None:
    for value in (1.0, 1.0, 1.0, 0.0):
        store.score(data_type="BOOLEAN", value=value)
    assert ask_one(store, "avg_value", "sum_value", view="scores-boolean") == [0.75, 3]
    rows = ask(
        store,
        view="scores-boolean",
        dimensions=fields("booleanValue"),
        metrics=metrics("count_count"),
    )
    assert rows == [
        {"booleanValue": True, "count_count": 3},
        {"booleanValue": False, "count_count": 1},
    ]


def test_categories_by_model(store: Store) -> None:
    store.observation(id="o", trace_id="t", model="gpt")
    for word in ("good", "good", "bad"):
        store.score(data_type="CATEGORICAL", string_value=word, trace_id="t", observation_id="o")
    rows = ask(
        store,
        view="scores-categorical",
        dimensions=fields("stringValue", "observationModelName"),
        metrics=metrics("count_count"),
    )
    assert rows == [
        {"stringValue": "good", "observationModelName": "gpt", "count_count": 2},
        {"stringValue": "bad", "observationModelName": "gpt", "count_count": 1},
    ]


def test_the_experiment_is_found_through_the_trace(store: Store) -> None:
    store.observation(trace_id="t", experiment={"id": "e", "name": "try"}, start_time=NOW - 9 * DAY)
    store.score(trace_id="t", value=1.0)
    store.score(session_id="s", value=1.0)
    rows = ask(
        store,
        "v2",
        view="scores-numeric",
        dimensions=fields("experimentId", "experimentName"),
        metrics=metrics("count_count"),
        **TOP,
    )
    assert sorted(rows, key=lambda row: row["experimentId"] or "") == [
        {"experimentId": None, "experimentName": None, "count_count": 1},
        {"experimentId": "e", "experimentName": "try", "count_count": 1},
    ]


def test_filters_on_the_trace_and_the_value(store: Store) -> None:
    store.trace(id="t", user_id="u")
    store.score(trace_id="t", value=0.9)
    store.score(trace_id="t", value=0.1)
    store.score(trace_id="other", value=0.9)
    filters = [
        {"type": "string", "column": "userId", "operator": "=", "value": "u"},
        {"type": "number", "column": "value", "operator": ">", "value": 0.5},
    ]
    assert ask_one(store, "count_count", view="scores-numeric", filters=filters) == [1]


def test_a_score_of_a_trace_without_rows_keeps_its_place(store: Store) -> None:
    store.score(trace_id="never-sent", value=1.0)
    rows = ask(
        store,
        view="scores-numeric",
        dimensions=fields("traceName", "observationName", "observationPromptVersion"),
        metrics=metrics("count_count"),
    )
    assert rows == [
        {
            "traceName": None,
            "observationName": None,
            "observationPromptVersion": None,
            "count_count": 1,
        }
    ]
