from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from tests.prompts.calls import create
from tests.store import NOW, SECOND, Store

from gatelight.traces import service

URL = "/api/public/traces"


def _ids(api: TestClient, **params: Any) -> list[str]:
    answer = api.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]]


@pytest.fixture
def whole(store: Store) -> Store:
    store.trace(
        id="t",
        name="chat",
        user_id="ann",
        session_id="s",
        release="r1",
        version="v1",
        tags=["a", "b"],
        input='{"q":1}',
        output="answer",
        metadata={"k": "5"},
        public=True,
    )
    store.add(
        observations=[
            store.observation_row(
                id="o1", trace_id="t", end_time=NOW + 3 * SECOND, total_cost=Decimal("0.25")
            ),
            store.observation_row(
                id="o2", trace_id="t", start_time=NOW + SECOND, total_cost=Decimal("0.5")
            ),
        ],
        scores=[
            store.score_row(id="n", trace_id="t", value=0.5),
            store.score_row(id="x", trace_id="t", data_type="CORRECTION"),
            store.score_row(id="y", trace_id="t", data_type="TEXT"),
        ],
    )
    return store


HEAD = {
    "id": "t",
    "name": "chat",
    "userId": "ann",
    "sessionId": "s",
    "release": "r1",
    "version": "v1",
    "tags": ["a", "b"],
    "environment": "default",
    "public": True,
    "bookmarked": False,
    "externalId": None,
    "timestamp": "2026-05-28T20:26:40.000Z",
    "input": {"q": 1},
    "output": "answer",
    "metadata": {"k": 5},
    "latency": 3.0,
    "totalCost": 0.75,
}


def test_list_shows_ids(whole: Store, api: TestClient) -> None:
    body = api.get(URL).json()
    assert body["meta"] == {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1}
    (row,) = body["data"]
    expected = HEAD | {
        "projectId": whole.project_id,
        "htmlPath": f"/project/{whole.project_id}/traces/t",
        "observations": ["o1", "o2"],
        "scores": ["n"],
    }
    assert {key: row[key] for key in expected} == expected
    assert {"createdAt", "updatedAt"} <= set(row)


def test_one_trace_shows_objects(whole: Store, api: TestClient) -> None:
    body = api.get(f"{URL}/t").json()
    assert {key: body[key] for key in HEAD} == HEAD
    assert [(row["id"], row["type"]) for row in body["observations"]] == [
        ("o1", "SPAN"),
        ("o2", "SPAN"),
    ]
    (score,) = body["scores"]
    assert (score["id"], score["value"], score["stringValue"]) == ("n", 0.5, None)


@pytest.mark.usefixtures("whole")
def test_field_groups(api: TestClient) -> None:
    (bare,) = api.get(URL, params={"fields": "core,unheard_of"}).json()["data"]
    assert (bare["latency"], bare["totalCost"]) == (-1, -1)
    assert (bare["observations"], bare["scores"]) == ([], [])
    assert (bare["input"], bare["output"], bare["metadata"]) == (None, None, {})
    (some,) = api.get(URL, params={"fields": "core,io,metrics"}).json()["data"]
    assert (some["latency"], some["input"], some["scores"]) == (3.0, {"q": 1}, [])
    one = api.get(f"{URL}/t", params={"fields": "core,scores"}).json()
    assert (len(one["scores"]), one["observations"], one["totalCost"]) == (1, [], -1)


def test_a_bare_trace_has_the_numbers_old_clients_need(store: Store, api: TestClient) -> None:
    store.trace(id="t")
    for row in (api.get(f"{URL}/t").json(), api.get(URL).json()["data"][0]):
        assert (row["latency"], row["totalCost"]) == (0, 0)
        assert (row["metadata"], row["tags"], row["input"]) == ({}, [], None)


def test_unknown_trace(api: TestClient) -> None:
    answer = api.get(f"{URL}/nope")
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Trace nope not found within authorized project",
        "error": "LangfuseNotFoundError",
    }


@pytest.mark.parametrize("name", ["a/b", "a b", "50%", "ü?#&"])
def test_ids_with_any_character(store: Store, api: TestClient, name: str) -> None:
    store.trace(id=name)
    assert api.get(f"{URL}/{quote(name, safe='')}").json()["id"] == name


def test_a_trace_too_large_to_send(
    whole: Store, api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MAX_PAYLOAD", 10)
    whole.observation(id="big", trace_id="t", input="x" * 11)
    answer = api.get(f"{URL}/t")
    assert answer.status_code == 422
    assert "too large" in answer.json()["message"]
    assert api.get(f"{URL}/t", params={"fields": "core,io"}).status_code == 200


@pytest.fixture
def several(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(
                id="a", name="one", user_id="ann", session_id="s1", tags=["x", "y"], version="v1"
            ),
            store.trace_row(
                id="b",
                name="two",
                user_id="bob",
                tags=["y"],
                environment="staging",
                timestamp=NOW + SECOND,
            ),
            store.trace_row(id="c", name="one", release="r9", timestamp=NOW + 2 * SECOND),
        ]
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["c", "b", "a"]),
        ({"userId": "ann"}, ["a"]),
        ({"userId": ""}, ["c", "b", "a"]),
        ({"name": "one"}, ["c", "a"]),
        ({"sessionId": "s1"}, ["a"]),
        ({"version": "v1"}, ["a"]),
        ({"release": "r9"}, ["c"]),
        ({"tags": "y"}, ["b", "a"]),
        ({"tags": ["x", "y"]}, ["a"]),
        ({"tags": "x,y"}, ["a"]),
        ({"environment": "staging"}, ["b"]),
        ({"environment": ["staging", "default"]}, ["c", "b", "a"]),
        ({"fromTimestamp": "2026-05-28T20:26:41Z"}, ["c", "b"]),
        ({"toTimestamp": "2026-05-28T22:26:41+02:00"}, ["a"]),
        ({"orderBy": "timestamp.asc"}, ["a", "b", "c"]),
        ({"orderBy": "name.asc"}, ["a", "c", "b"]),
        ({"orderBy": "userId.desc"}, ["b", "a", "c"]),
        ({"limit": "2"}, ["c", "b"]),
        ({"limit": "2", "page": "2"}, ["a"]),
        ({"useEventsTable": "false"}, ["c", "b", "a"]),
    ],
)
@pytest.mark.usefixtures("several")
def test_parameters(api: TestClient, params: dict[str, Any], expected: list[str]) -> None:
    assert _ids(api, **params) == expected


@pytest.mark.usefixtures("several")
def test_filter_wins_for_its_column(api: TestClient) -> None:
    item = {"type": "stringOptions", "column": "traceName", "operator": "any of", "value": ["two"]}
    assert _ids(api, name="one", filter=json.dumps([item])) == ["b"]
    assert _ids(api, name="one", userId="ann", filter=json.dumps([item])) == []


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"page": "-1"},
        {"limit": "101"},
        {"orderBy": "timestamp"},
        {"orderBy": "timestamp.sideways"},
        {"orderBy": "nope.asc"},
        {"orderBy": "metadata.asc"},
        {"fromTimestamp": "2026-05-28"},
        {"filter": "[1]"},
        {"filter": '[{"type":"number","column":"name","operator":"=","value":1}]'},
    ],
)
def test_what_cannot_be_asked(api: TestClient, params: dict[str, str]) -> None:
    answer = api.get(URL, params=params)
    assert answer.status_code == 400
    assert {"message", "error"} <= set(answer.json())


def test_prompts_of_observations(store: Store, api: TestClient) -> None:
    made = create(api, "greeting")
    store.trace(id="t")
    store.observation(id="o", trace_id="t", prompt_name="greeting", prompt_version=1)
    (shown,) = api.get(f"{URL}/t").json()["observations"]
    assert shown["promptId"] == made["id"]
