from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.store import NOW, SECOND, Store

URL = "/api/public/v2/observations"
CORE = {"id", "traceId", "startTime", "endTime", "projectId", "parentObservationId", "type"}
ALWAYS = CORE | {"modelId", "inputPrice", "outputPrice", "totalPrice"}
GROUPS = {
    "basic": {
        "name",
        "level",
        "statusMessage",
        "version",
        "environment",
        "bookmarked",
        "public",
        "userId",
        "sessionId",
        "isRootObservation",
    },
    "time": {"completionStartTime", "createdAt", "updatedAt"},
    "io": {"input", "output"},
    "metadata": {"metadata"},
    "model": {"model", "providedModelName", "internalModelId", "modelParameters"},
    "usage": {"usageDetails", "costDetails", "totalCost", "usagePricingTierName"},
    "prompt": {"promptId", "promptName", "promptVersion"},
    "metrics": {"latency", "timeToFirstToken"},
    "trace_context": {"tags", "release", "traceName"},
}


def _get(api: TestClient, **params: Any) -> dict[str, Any]:
    answer = api.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_default_groups(store: Store, api: TestClient) -> None:
    store.observation(id="o", name="n")
    for fields in ({}, {"fields": ""}):
        (row,) = _get(api, **fields)["data"]
        assert set(row) == ALWAYS | GROUPS["basic"]


@pytest.mark.parametrize("group", GROUPS)
def test_each_group(store: Store, api: TestClient, group: str) -> None:
    store.observation(id="o")
    (row,) = _get(api, fields=f"{group},unheard_of")["data"]
    assert ALWAYS | GROUPS[group] <= set(row)
    others = set().union(*(keys for name, keys in GROUPS.items() if name != group))
    assert not set(row) & (others - GROUPS[group])


def test_values(store: Store, api: TestClient) -> None:
    store.observation(
        id="o",
        input='{"a":1}',
        output="",
        model="gpt-4o",
        model_id="entry",
        model_parameters='{"temperature":1}',
        usage_details={"input": 3, "total": 3},
        total_cost=Decimal("0.000001"),
        end_time=NOW + SECOND,
        metadata={"number": "123", "string": '"123"', "long": "x" * 300, "kept": "y" * 300},
    )
    fields = "io,model,usage,metrics,metadata"
    (row,) = _get(api, fields=fields, expandMetadata="kept,other")["data"]
    assert row["input"] == '{"a":1}'
    assert row["output"] is None
    assert row["model"] == row["providedModelName"] == "gpt-4o"
    assert row["modelId"] == row["internalModelId"] == "entry"
    assert row["totalCost"] == 0.000001
    assert row["latency"] == 1.0
    assert row["metadata"] == {
        "number": 123,
        "string": "123",
        "long": "x" * 200,
        "kept": "y" * 300,
    }


def test_cursor_walks_everything_once(store: Store, api: TestClient) -> None:
    store.add(
        observations=[
            store.observation_row(id=f"o{index}", start_time=NOW + index // 3)
            for index in range(10)
        ]
    )
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    for _ in range(10):
        body = _get(api, **params)
        seen += [row["id"] for row in body["data"]]
        if "cursor" not in body["meta"]:
            break
        params["cursor"] = body["meta"]["cursor"]
    assert seen == [f"o{index}" for index in (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)]
    assert body["meta"] == {}


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense!",
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"lastStartTimeTo":"x","lastTraceId":"t","lastId":"i"}').decode(),
        base64.b64encode(b'{"lastStartTimeTo":-5,"lastTraceId":"t","lastId":"i"}').decode(),
        base64.b64encode(b'{"lastStartTimeTo":5,"lastTraceId":null,"lastId":"i"}').decode(),
    ],
)
def test_broken_cursor(api: TestClient, cursor: str) -> None:
    answer = api.get(URL, params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid cursor format"


def test_parents_and_roots(store: Store, api: TestClient) -> None:
    store.add(
        observations=[
            store.observation_row(id="root"),
            store.observation_row(id="child", parent_observation_id="root"),
            store.observation_row(id="app", parent_observation_id="x", is_app_root=True),
        ]
    )

    def ids(**params: str) -> set[str]:
        return {row["id"] for row in _get(api, **params)["data"]}

    assert ids(parentObservationId="") == {"root"}
    assert ids(parentObservationId="root") == {"child"}
    assert ids(isRootObservation="true") == {"root", "app"}
    assert ids(isRootObservation="false") == {"child"}


@pytest.mark.parametrize(
    "params", [{"parseIoAsJson": "true"}, {"limit": "1001"}, {"limit": "0"}, {"fromStartTime": "x"}]
)
def test_what_cannot_be_asked(api: TestClient, params: dict[str, str]) -> None:
    assert api.get(URL, params=params).status_code == 400


def test_payload_filters_must_name_a_text_or_token(store: Store, api: TestClient) -> None:
    store.add(
        observations=[
            store.observation_row(id="a", input="The harbour"),
            store.observation_row(id="b", input="the pier"),
        ]
    )
    contains = {"type": "string", "column": "input", "operator": "contains", "value": "h"}
    matches = {"type": "string", "column": "input", "operator": "matches", "value": "HARBOUR"}
    assert api.get(URL, params={"filter": json.dumps([contains])}).status_code == 400
    found = _get(api, filter=json.dumps([contains, matches]))["data"]
    assert [row["id"] for row in found] == ["a"]


def test_larger_pages_than_v1(store: Store, api: TestClient) -> None:
    store.add(observations=[store.observation_row(id=f"o{index}") for index in range(120)])
    assert len(_get(api, limit=1000)["data"]) == 120
