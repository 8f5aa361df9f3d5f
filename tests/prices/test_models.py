"""Model definitions over HTTP, and what they do to costs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.prices.test_explain import generation

from gatelight.pricing.buckets import BUCKETS

pytestmark = pytest.mark.long

USAGE = {"usageDetailPattern": "input", "operator": "gt", "value": 100, "caseSensitive": False}


def create(client: httpx.Client, **changes: Any) -> httpx.Response:
    body: dict[str, Any] = {"modelName": "ours", "matchPattern": "^ours$", "unit": "TOKENS"}
    return client.post("/api/public/models", json=body | changes)


def test_a_flat_model_is_created_listed_read_and_deleted(client: httpx.Client) -> None:
    created = create(client, inputPrice=0.000001, outputPrice=0.000002)
    assert created.status_code == 200
    model = created.json()
    assert model["isLangfuseManaged"] is False
    assert (model["inputPrice"], model["outputPrice"]) == (0.000001, 0.000002)
    assert model["totalPrice"] is None
    assert model["prices"] == {"input": {"price": 0.000001}, "output": {"price": 0.000002}}
    assert model["startDate"] is None
    assert client.get(f"/api/public/models/{model['id']}").json() == model
    first = client.get("/api/public/models", params={"limit": 1}).json()
    assert first["data"] == [model]
    assert first["meta"]["totalItems"] > 5000
    deleted = client.delete(f"/api/public/models/{model['id']}")
    assert (deleted.status_code, list(deleted.json())) == (200, ["message"])
    assert client.get(f"/api/public/models/{model['id']}").status_code == 404
    assert client.delete(f"/api/public/models/{model['id']}").status_code == 404


def test_a_changed_model_has_a_successor(client: httpx.Client) -> None:
    old = create(client, inputPrice=0.000001).json()
    path = f"/api/public/models/{old['id']}"
    body = {"modelName": "ours", "matchPattern": "^ours$", "unit": "TOKENS", "inputPrice": 0.5}
    changed = client.put(path, json=body)
    assert changed.status_code == 200
    assert changed.json()["inputPrice"] == 0.5
    assert client.get(path).status_code == 404
    found = client.get("/api/public/prices/find", params={"model": "ours"}).json()
    assert found == changed.json()
    assert client.put(path, json=body).status_code == 404
    own = f"/api/public/models/{changed.json()['id']}"
    assert client.put(own, json=body | {"matchPattern": "("}).status_code == 400
    assert client.get(own).json() == changed.json()


def test_a_shared_entry_can_be_read_but_not_deleted(client: httpx.Client) -> None:
    found = client.get("/api/public/prices/find", params={"model": "openai/gpt-4o"}).json()
    assert found["isLangfuseManaged"] is True
    path = f"/api/public/models/{quote(found['id'], safe='')}"
    assert client.get(path).json() == found
    refused = client.delete(path)
    assert refused.status_code == 404
    assert "Shared prices cannot be deleted" in refused.json()["message"]


def test_shared_prices_use_the_wires_own_names(client: httpx.Client) -> None:
    found = client.get("/api/public/prices/find", params={"model": "claude-sonnet-4-5"}).json()
    names = {bucket.wire_key for bucket in BUCKETS.values()}
    assert found["prices"].keys() <= names
    assert {"input", "output", "input_cached_tokens", "input_cache_creation"} <= set(
        found["prices"]
    )
    sized = [tier for tier in found["pricingTiers"] if tier["name"] == "above 200,000 input tokens"]
    assert sized[0]["conditions"][0]["operator"] == "gt"
    assert sized[0]["conditions"][0]["value"] == 200_000


def test_the_price_at_another_time(client: httpx.Client) -> None:
    def price(at: str) -> float:
        answer = client.get("/api/public/prices/find", params={"model": "o3", "at": at})
        value: float = answer.json()["inputPrice"]
        return value

    assert price("2025-06-09T23:59:59Z") == 0.00001
    assert price("2025-06-10T00:00:00Z") == 0.000002


def test_no_price_is_a_404(client: httpx.Client) -> None:
    answer = client.get("/api/public/prices/find", params={"model": "house-model"})
    assert answer.status_code == 404


def test_tiers_are_kept_as_they_were_sent(client: httpx.Client) -> None:
    tiers = [
        {
            "name": "Standard",
            "isDefault": True,
            "priority": 0,
            "conditions": [],
            "attributeConditions": [],
            "prices": {"input": 0.001, "output": 0.002},
        },
        {
            "name": "Long and flex",
            "isDefault": False,
            "priority": 1,
            "conditions": [USAGE],
            "attributeConditions": [
                {
                    "source": "model_parameters",
                    "key": "service_tier",
                    "operator": "in",
                    "values": ["flex"],
                },
            ],
            "prices": {"input": 0.003, "output": 0.004},
        },
    ]
    created = create(client, modelName="tiered", matchPattern="^tiered$", pricingTiers=tiers).json()
    assert [
        {key: value for key, value in tier.items() if key != "id"}
        for tier in created["pricingTiers"]
    ] == tiers

    def tier_of(name: str, count: int, service_tier: str) -> str | None:
        cost = generation(
            client,
            name,
            model="tiered",
            usageDetails={"input": count},
            modelParameters={"service_tier": service_tier},
        )
        tier: str | None = cost["price"]["tier"]["name"]
        return tier

    assert tier_of("t1", 101, "flex") == "Long and flex"
    assert tier_of("t2", 100, "flex") == "Standard"
    assert tier_of("t3", 101, "default") == "Standard"


def default_tier(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Standard",
        "isDefault": True,
        "priority": 0,
        "conditions": [],
        "prices": {"input": 1},
    } | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"matchPattern": "("},
        {"matchPattern": "(?!x)"},
        {"matchPattern": ""},
        {"modelName": ""},
        {"modelName": None},
        {"unit": "APPLES"},
        {"inputPrice": -1},
        {"inputPrice": "NaN"},
        {"inputPrice": 1e300},
        {"inputPrice": 1, "totalPrice": 2},
        {"startDate": "2024-01-01T00:00:00"},
        {"startDate": "0001-01-01T00:00:00Z"},
        {"startDate": "yesterday"},
        {"inputPrice": 1, "pricingTiers": [default_tier()]},
        {"pricingTiers": [default_tier(priority=1)]},
        {"pricingTiers": [default_tier(conditions=[USAGE])]},
        {"pricingTiers": [default_tier(), default_tier(name="b")]},
        {"pricingTiers": [default_tier(isDefault=False, priority=1, conditions=[USAGE])]},
        {"pricingTiers": [default_tier(), default_tier(name="b", isDefault=False, priority=1)]},
        {
            "pricingTiers": [
                default_tier(),
                default_tier(
                    name="b", isDefault=False, priority=1, conditions=[USAGE], prices={"output": 1}
                ),
            ]
        },
        {
            "pricingTiers": [
                default_tier(),
                default_tier(
                    name="b",
                    isDefault=False,
                    priority=1,
                    conditions=[USAGE | {"usageDetailPattern": "("}],
                ),
            ]
        },
        {"pricingTiers": 5},
        {"tokenizerId": 7},
    ],
)
def test_a_wrong_model_is_refused(client: httpx.Client, changes: dict[str, Any]) -> None:
    answer = create(client, **changes)
    assert answer.status_code == 400
    assert "message" in answer.json()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b'{"modelName":"\\ud800","matchPattern":"x"}', b"\xff\xfe"]
)
def test_bodies_that_are_no_model_are_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post(
        "/api/public/models", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("query", [{"page": "0"}, {"limit": "101"}, {"limit": "x"}])
def test_a_wrong_page_is_refused(client: httpx.Client, query: dict[str, str]) -> None:
    assert client.get("/api/public/models", params=query).status_code == 400


def test_a_pattern_can_be_tried(client: httpx.Client) -> None:
    def matches(pattern: str, model: str) -> Any:
        answer = client.get("/api/public/prices/test", params={"pattern": pattern, "model": model})
        return answer.json().get("matches", answer.status_code)

    assert matches("(?i)^GPT-4o", "gpt-4o-mini") is True
    assert matches("^gpt-5", "gpt-4o-mini") is False
    assert matches("(", "gpt-4o-mini") == 400


def test_without_a_key_nothing_is_said(client: httpx.Client) -> None:
    for path in (
        "/api/public/models",
        "/api/public/models/x",
        "/api/public/prices/find?model=x",
        "/api/public/prices/test?pattern=x&model=x",
        "/api/public/traces/x/cost",
        "/api/public/observations/x/cost",
    ):
        assert httpx.get(f"{client.base_url}{path}", trust_env=False, timeout=60).status_code == 401
