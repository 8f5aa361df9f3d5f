from __future__ import annotations

from typing import Any

import orjson
import pytest
from tests.scores.conftest import Get
from tests.store import NOW, SECOND, Store

pytestmark = pytest.mark.long


def ids(body: dict[str, Any]) -> list[str]:
    return sorted(row["id"] for row in body["data"])


@pytest.fixture
def every_kind(store: Store) -> Store:
    store.trace(id="t", user_id="u", tags=["x"], name="flow")
    store.score(id="trace", trace_id="t", name="one", value=0.2)
    store.score(id="observation", trace_id="t", observation_id="o")
    store.score(id="session", session_id="s", value=5.0)
    store.score(id="run", dataset_run_id="r")
    store.score(id="text", trace_id="t2", data_type="TEXT", string_value="words")
    store.score(id="better", trace_id="t2", data_type="CORRECTION", long_string_value="so")
    store.score(
        id="boolean", trace_id="t2", data_type="BOOLEAN", value=1.0, metadata={"team": "red"}
    )
    return store


def test_every_subject_and_type(every_kind: Store, get: Get) -> None:
    rows = {row["id"]: row for row in get("/v2/scores").json()["data"]}
    assert len(rows) == 7
    assert rows["session"]["traceId"] is None
    assert rows["session"]["sessionId"] == "s"
    assert rows["session"]["trace"] is None
    assert rows["run"]["datasetRunId"] == "r"
    assert rows["trace"]["trace"]["userId"] == "u"
    assert rows["text"]["trace"] == {
        "userId": None,
        "sessionId": None,
        "tags": [],
        "environment": None,
    }
    assert "value" not in rows["text"]
    assert rows["text"]["stringValue"] == "words"
    assert (rows["better"]["value"], rows["better"]["stringValue"]) == (0, "so")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"sessionId": "s"}, ["session"]),
        ({"datasetRunId": "r"}, ["run"]),
        ({"traceId": "t"}, ["observation", "trace"]),
        ({"observationId": "o,p"}, ["observation"]),
        ({"dataType": "correction"}, ["better"]),
        ({"userId": "u"}, ["observation", "trace"]),
        ({"operator": ">=", "value": "5"}, ["session"]),
    ],
)
def test_parameters(every_kind: Store, get: Get, params: dict[str, str], found: list[str]) -> None:
    body = get("/v2/scores", params).json()
    assert ids(body) == found
    assert body["meta"]["totalItems"] == len(found)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"type": "string", "column": "name", "operator": "=", "value": "one"}, ["trace"]),
        ({"type": "number", "column": "value", "operator": ">", "value": 4}, ["session"]),
        (
            {"type": "boolean", "column": "booleanValue", "operator": "=", "value": True},
            ["boolean"],
        ),
        (
            {
                "type": "stringOptions",
                "column": "dataType",
                "operator": "any of",
                "value": ["TEXT"],
            },
            ["text"],
        ),
        (
            {
                "type": "stringObject",
                "column": "metadata",
                "key": "team",
                "operator": "=",
                "value": "red",
            },
            ["boolean"],
        ),
        (
            {"type": "string", "column": "traceName", "operator": "contains", "value": "lo"},
            ["observation", "trace"],
        ),
        (
            {"type": "arrayOptions", "column": "trace_tags", "operator": "any of", "value": ["x"]},
            ["observation", "trace"],
        ),
        ({"type": "null", "column": "traceId", "operator": "is null"}, ["run", "session"]),
    ],
)
def test_filter(every_kind: Store, get: Get, condition: dict[str, Any], found: list[str]) -> None:
    assert ids(get("/v2/scores", {"filter": orjson.dumps([condition]).decode()}).json()) == found


def test_filter_wins_over_the_parameter_of_its_column(every_kind: Store, get: Get) -> None:
    value = {"type": "number", "column": "value", "operator": ">", "value": 4}
    params = {"filter": orjson.dumps([value]).decode(), "operator": "<", "value": "1"}
    assert ids(get("/v2/scores", params).json()) == ["session"]
    assert ids(get("/v2/scores", params | {"sessionId": "none"}).json()) == []


def test_fields_without_the_trace(every_kind: Store, get: Get) -> None:
    rows = get("/v2/scores", {"fields": "score"}).json()["data"]
    assert all("trace" not in row for row in rows)


@pytest.mark.parametrize(
    "params",
    [
        {"fields": "score", "userId": "u"},
        {"fields": "score", "traceTags": "x"},
        {"fields": "score,color"},
        {"limit": "101"},
        {"filter": "{"},
        {"filter": '[{"type":"string","column":"color","operator":"=","value":"red"}]'},
        {"filter": '[{"type":"number","column":"name","operator":"=","value":1}]'},
    ],
)
def test_refusals(get: Get, params: dict[str, str]) -> None:
    answer = get("/v2/scores", params)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_the_window_is_half_open(store: Store, get: Get) -> None:
    for number in range(3):
        store.score(id=f"s{number}", session_id="s", timestamp=NOW + number * SECOND)
    params = {"fromTimestamp": "2026-05-28T20:26:40Z", "toTimestamp": "2026-05-28T20:26:42Z"}
    assert ids(get("/v2/scores", params).json()) == ["s0", "s1"]
