from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from tests.store import NOW, SECOND, Store

URL = "/api/public/observations"


def _data(api: TestClient, **params: Any) -> list[dict[str, Any]]:
    answer = api.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


def _ids(api: TestClient, **params: Any) -> list[str]:
    return [row["id"] for row in _data(api, **params)]


def test_a_generation_in_full(store: Store, api: TestClient) -> None:
    store.observation(
        id="o",
        trace_id="t",
        type="GENERATION",
        name="answer",
        parent_observation_id="p",
        end_time=NOW + 2 * SECOND,
        completion_start_time=NOW + SECOND // 2,
        model="gpt-4o",
        model_id="entry",
        model_parameters='{"temperature":0.5,"stop":["a"],"nested":{"a":1},"none":null}',
        input='{"messages":[{"role":"user"}]}',
        output="plain",
        metadata={"number": "5", "text": "word"},
        usage_details={"input": 10, "input_cached_tokens": 4, "output": 6, "total": 20},
        cost_details={"input": Decimal("0.1"), "output": Decimal("0.2"), "total": Decimal("0.3")},
        total_cost=Decimal("0.3"),
        prompt_name="greeting",
        prompt_version=3,
        price_tier_name="Standard",
        usage_convention="openai",
        usage_flags=["looks_odd"],
        cost_source="computed",
        gateway_cost=Decimal("0.31"),
        gateway_key_alias="team-key",
    )
    answer = api.get(f"{URL}/o")
    assert answer.status_code == 200
    body = answer.json()
    expected = {
        "id": "o",
        "traceId": "t",
        "projectId": store.project_id,
        "type": "GENERATION",
        "name": "answer",
        "parentObservationId": "p",
        "startTime": "2026-05-28T20:26:40.000Z",
        "endTime": "2026-05-28T20:26:42.000Z",
        "completionStartTime": "2026-05-28T20:26:40.500Z",
        "level": "DEFAULT",
        "statusMessage": None,
        "version": None,
        "environment": "default",
        "model": "gpt-4o",
        "modelId": "entry",
        "modelParameters": {
            "temperature": 0.5,
            "stop": ["a"],
            "nested": '{"a":1}',
            "none": "null",
        },
        "input": {"messages": [{"role": "user"}]},
        "output": "plain",
        "metadata": {"number": 5, "text": "word"},
        "usage": {
            "input": 14,
            "output": 6,
            "total": 20,
            "unit": "TOKENS",
            "inputCost": 0.1,
            "outputCost": 0.2,
            "totalCost": 0.3,
        },
        "unit": "TOKENS",
        "promptTokens": 14,
        "completionTokens": 6,
        "totalTokens": 20,
        "usageDetails": {"input": 10, "input_cached_tokens": 4, "output": 6, "total": 20},
        "costDetails": {"input": 0.1, "output": 0.2, "total": 0.3},
        "calculatedInputCost": 0.1,
        "calculatedOutputCost": 0.2,
        "calculatedTotalCost": 0.3,
        "inputPrice": None,
        "outputPrice": None,
        "totalPrice": None,
        "usagePricingTierName": "Standard",
        "promptId": None,
        "promptName": "greeting",
        "promptVersion": 3,
        "latency": 2.0,
        "timeToFirstToken": 0.5,
        "usageConvention": "openai",
        "usageFlags": ["looks_odd"],
        "costSource": "computed",
        "gatewayCost": 0.31,
        "gatewayKeyAlias": "team-key",
    }
    assert {key: body[key] for key in expected} == expected
    assert _data(api) == [body]


def test_an_event_has_every_key_old_clients_ask_for(store: Store, api: TestClient) -> None:
    store.observation(id="o", type="EVENT", usage_unit="BANANAS")
    body = api.get(f"{URL}/o").json()
    assert body["usage"]["unit"] is None
    assert (body["usage"]["input"], body["usage"]["total"]) == (0, 0)
    assert (body["usageDetails"], body["costDetails"], body["metadata"]) == ({}, {}, {})
    for key in ("input", "output", "modelParameters", "latency", "endTime", "promptId"):
        assert key in body
        assert body[key] is None


def test_unknown_observation(api: TestClient) -> None:
    answer = api.get(f"{URL}/nope")
    assert answer.status_code == 404
    assert answer.json()["error"] == "LangfuseNotFoundError"


@pytest.mark.parametrize("name", ["a/b", "a b", "50%", "ü?#&"])
def test_ids_with_any_character(store: Store, api: TestClient, name: str) -> None:
    store.observation(id=name)
    assert api.get(f"{URL}/{quote(name, safe='')}").json()["id"] == name


@pytest.fixture
def several(store: Store) -> None:
    store.add(
        observations=[
            store.observation_row(
                id="a", trace_id="t1", name="one", type="SPAN", user_id="ann", environment="staging"
            ),
            store.observation_row(
                id="b",
                trace_id="t1",
                name="two",
                type="TOOL",
                level="ERROR",
                parent_observation_id="a",
                start_time=NOW + SECOND,
                version="v2",
            ),
            store.observation_row(
                id="c", trace_id="t2", name="one", start_time=NOW + 2 * SECOND, user_id="bob"
            ),
        ]
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["c", "b", "a"]),
        ({"name": "one"}, ["c", "a"]),
        ({"userId": "ann"}, ["a"]),
        ({"type": "TOOL"}, ["b"]),
        ({"type": ""}, ["c", "b", "a"]),
        ({"traceId": "t1"}, ["b", "a"]),
        ({"level": "ERROR"}, ["b"]),
        ({"parentObservationId": "a"}, ["b"]),
        ({"parentObservationId": ""}, ["c", "b", "a"]),
        ({"environment": "staging,other"}, ["a"]),
        ({"environment": ["staging", "default"]}, ["c", "b", "a"]),
        ({"fromStartTime": "2026-05-28T20:26:41Z"}, ["c", "b"]),
        ({"toStartTime": "2026-05-28T20:26:41Z"}, ["a"]),
        ({"version": "v2"}, ["b"]),
        ({"useEventsTable": "true"}, ["c", "b", "a"]),
        ({"name": "one", "traceId": "t1"}, ["a"]),
    ],
)
@pytest.mark.usefixtures("several")
def test_parameters(api: TestClient, params: dict[str, Any], expected: list[str]) -> None:
    assert _ids(api, **params) == expected


@pytest.mark.usefixtures("several")
def test_filter_wins_for_its_column(api: TestClient) -> None:
    item = {"type": "string", "column": "name", "operator": "=", "value": "two"}
    assert _ids(api, name="one", filter=json.dumps([item])) == ["b"]
    assert _ids(api, name="one", userId="ann", filter=json.dumps([item])) == []


@pytest.mark.usefixtures("several")
def test_pages(api: TestClient) -> None:
    answer = api.get(URL, params={"limit": 2, "page": 2}).json()
    assert [row["id"] for row in answer["data"]] == ["a"]
    assert answer["meta"] == {"page": 2, "limit": 2, "totalItems": 3, "totalPages": 2}


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"limit": "101"},
        {"limit": "ten"},
        {"type": "BANANA"},
        {"level": "LOUD"},
        {"fromStartTime": "2026-05-28T20:26:41"},
        {"toStartTime": "yesterday"},
        {"filter": "{"},
        {"filter": '[{"type":"string","column":"nope","operator":"=","value":"x"}]'},
    ],
)
def test_what_cannot_be_asked(api: TestClient, params: dict[str, str]) -> None:
    answer = api.get(URL, params=params)
    assert answer.status_code == 400
    assert {"message", "error"} <= set(answer.json())
