from __future__ import annotations

from typing import Any

import orjson
import pytest
from tests.scores.conftest import Get
from tests.store import NOW, SECOND, Store

pytestmark = pytest.mark.long


def ids(body: dict[str, Any]) -> list[str]:
    return [row["id"] for row in body["data"]]


def test_a_numeric_score_with_its_trace(store: Store, get: Get) -> None:
    store.trace(id="t", user_id="u", session_id="s", tags=["x"], environment="prod")
    store.score(
        id="s1",
        trace_id="t",
        observation_id="o",
        name="quality",
        value=0.5,
        comment="fine",
        metadata={"a": '{"b":1}', "c": "text"},
        config_id="c",
        queue_id="q",
        author_user_id="me",
        environment="prod",
    )
    body = get("/scores").json()
    time = "2026-05-28T20:26:40.000Z"
    assert body["data"] == [
        {
            "id": "s1",
            "projectId": store.project_id,
            "traceId": "t",
            "observationId": "o",
            "sessionId": None,
            "datasetRunId": None,
            "name": "quality",
            "source": "API",
            "dataType": "NUMERIC",
            "value": 0.5,
            "stringValue": None,
            "comment": "fine",
            "metadata": {"a": {"b": 1}, "c": "text"},
            "configId": "c",
            "queueId": "q",
            "authorUserId": "me",
            "executionTraceId": None,
            "environment": "prod",
            "timestamp": time,
            "createdAt": time,
            "updatedAt": time,
            "trace": {"userId": "u", "sessionId": "s", "tags": ["x"], "environment": "prod"},
        }
    ]
    assert body["meta"] == {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1}


def test_values_by_data_type(store: Store, get: Get) -> None:
    store.score(id="yes", trace_id="t", data_type="BOOLEAN", value=1.0, string_value="True")
    store.score(id="no", trace_id="t", data_type="BOOLEAN", value=0.0, string_value="False")
    store.score(id="word", trace_id="t", data_type="CATEGORICAL", string_value="good")
    found = {row["id"]: (row["value"], row["stringValue"]) for row in get("/scores").json()["data"]}
    assert found == {"yes": (1, "True"), "no": (0, "False"), "word": (0, "good")}


def test_only_scores_of_traces_and_types_old_clients_know(store: Store, get: Get) -> None:
    store.score(id="session", session_id="s")
    store.score(id="run", dataset_run_id="r")
    store.score(id="text", trace_id="t", data_type="TEXT", string_value="words")
    store.score(id="correction", trace_id="t", data_type="CORRECTION", long_string_value="better")
    store.score(id="seen", trace_id="t")
    assert ids(get("/scores").json()) == ["seen"]
    statuses = {name: get(f"/scores/{name}").status_code for name in ("session", "correction")}
    assert statuses == {"session": 404, "correction": 404}


def test_newest_first_in_pages(store: Store, get: Get) -> None:
    rows = [
        store.score_row(id=f"s{number}", trace_id="t", timestamp=NOW - number * SECOND)
        for number in range(5)
    ]
    store.add(scores=rows)
    first = get("/scores", {"limit": 2}).json()
    last = get("/scores", {"limit": 2, "page": 3}).json()
    assert ids(first) == ["s0", "s1"]
    assert ids(last) == ["s4"]
    assert last["meta"] == {"page": 3, "limit": 2, "totalItems": 5, "totalPages": 3}


def test_scores_from_long_ago_are_found(store: Store, get: Get) -> None:
    store.score(id="old", trace_id="t", timestamp=1_000_000)
    assert ids(get("/scores").json()) == ["old"]


@pytest.mark.parametrize(
    "params",
    [
        {"name": "wanted"},
        {"userId": "u"},
        {"traceTags": "x,y"},
        {"source": "EVAL"},
        {"source": "eval"},
        {"environment": ["prod", "test"]},
        {"scoreIds": "a,b"},
        {"configId": "c"},
        {"queueId": "q"},
        {"dataType": "BOOLEAN"},
        {"operator": ">", "value": "0.9"},
        {"operator": "!=", "value": "0.5"},
        {"operator": "=", "value": "1"},
        {"fromTimestamp": "2026-05-28T20:26:40Z"},
        {"fromTimestamp": "2026-05-28T20:26:40Z", "toTimestamp": "2026-05-28T20:26:40.001Z"},
    ],
)
def test_filters(store: Store, get: Get, params: dict[str, Any]) -> None:
    store.trace(id="t", user_id="u", tags=["x", "y"])
    store.trace(id="other", user_id="v", tags=["x"])
    store.score(
        id="a",
        trace_id="t",
        name="wanted",
        score_source="EVAL",
        environment="prod",
        config_id="c",
        queue_id="q",
        data_type="BOOLEAN",
        value=1.0,
    )
    store.score(id="z", trace_id="other", value=0.5, timestamp=NOW - SECOND)
    body = get("/scores", params).json()
    assert ids(body) == ["a"]
    assert body["meta"]["totalItems"] == 1


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"source": "GUESS"},
        {"dataType": "COLOR"},
        {"operator": "~", "value": "1"},
        {"operator": ">", "value": "much"},
        {"operator": ">", "value": "inf"},
        {"operator": ">"},
        {"value": "1"},
        {"fromTimestamp": "yesterday"},
    ],
)
def test_refusals(get: Get, params: dict[str, str]) -> None:
    answer = get("/scores", params)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_one_score(store: Store, get: Get) -> None:
    store.score(id="a/b c", trace_id="t", value=2.0)
    for path in ("/scores/a%2Fb%20c", "/v2/scores/a%2Fb%20c"):
        body = get(path).json()
        assert (body["id"], body["value"]) == ("a/b c", 2.0)


def test_a_missing_score(get: Get) -> None:
    for path in ("/scores/none", "/v2/scores/none"):
        answer = get(path)
        assert answer.status_code == 404
        assert answer.json()["error"] == "LangfuseNotFoundError"


def test_only_the_newest_version_is_read(store: Store, get: Get) -> None:
    for version, value in ((1, 0.1), (2, 0.9)):
        store.score(id="s", trace_id="t", row_version=version, value=value)
    assert [row["value"] for row in get("/scores").json()["data"]] == [0.9]
    assert get("/scores/s").json()["value"] == 0.9
    assert orjson.loads(get("/scores", {"operator": "<", "value": "0.5"}).content)["data"] == []
