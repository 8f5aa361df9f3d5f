from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest
from tests.events.metrics.asking import WINDOW, fields, metrics, using
from tests.store import NOW, Store, client_for

from gatelight.metrics.routes import router

COUNT = {"view": "observations", **WINDOW, "metrics": metrics("count_count")}


@pytest.fixture
def client(store: Store) -> httpx.Client:
    return client_for(store.engine, store.project_id, router)


def ask(client: httpx.Client, path: str, question: Any) -> httpx.Response:
    return client.get(f"/api/public{path}", params={"query": orjson.dumps(question).decode()})


@pytest.mark.parametrize("path", ["/metrics", "/v2/metrics"])
def test_an_answer(store: Store, client: httpx.Client, path: str) -> None:
    usage, cost = {"input": 10, "output": 5, "total": 15}, {"total": "0.25"}
    rows = [using(store, usage=usage, cost=cost, model=model) for model in ("gpt", "gpt", "claude")]
    store.add(observations=rows)
    question = COUNT | {
        "dimensions": fields("providedModelName"),
        "metrics": metrics("sum_totalCost", "sum_totalTokens", "count_count"),
    }
    answer = ask(client, path, question)
    assert answer.status_code == 200
    assert answer.json() == {
        "data": [
            {
                "providedModelName": "gpt",
                "sum_totalCost": 0.5,
                "sum_totalTokens": 30,
                "count_count": 2,
            },
            {
                "providedModelName": "claude",
                "sum_totalCost": 0.25,
                "sum_totalTokens": 15,
                "count_count": 1,
            },
        ]
    }


def test_v2_answers_a_hundred_rows_unless_asked_for_more(
    store: Store, client: httpx.Client
) -> None:
    store.add(observations=[store.observation_row(name=f"n{number}") for number in range(120)])
    question = COUNT | {"dimensions": fields("name")}
    assert len(ask(client, "/v2/metrics", question).json()["data"]) == 100
    assert len(ask(client, "/metrics", question).json()["data"]) == 120
    limited = question | {"config": {"row_limit": 110}}
    assert len(ask(client, "/v2/metrics", limited).json()["data"]) == 110


def test_refusals_are_400_with_a_reason(client: httpx.Client) -> None:
    for path in ("/metrics", "/v2/metrics"):
        for answer, message in (
            (client.get(f"/api/public{path}"), "`query` is required"),
            (client.get(f"/api/public{path}?query=%7B"), "Invalid JSON in query parameter"),
            (ask(client, path, COUNT | {"view": "spans"}), "view must be one of"),
            (ask(client, path, []), "expected a JSON object"),
        ):
            assert answer.status_code == 400
            assert answer.json()["error"] == "InvalidRequestError"
            assert message in answer.json()["message"]


def test_the_key_chooses_the_project(store: Store) -> None:
    store.observation()
    other = client_for(store.engine, f"{store.project_id}-other", router)
    assert ask(other, "/v2/metrics", COUNT).json() == {"data": [{"count_count": 0}]}
    assert other.get("/api/public/metrics/daily").json()["data"] == []


def test_daily(store: Store, client: httpx.Client) -> None:
    store.trace(id="t")
    usage, cost = {"input": 10, "output": 5, "total": 15}, {"total": "0.25"}
    store.add(observations=[using(store, usage=usage, cost=cost, model="gpt", trace_id="t")])
    assert client.get("/api/public/metrics/daily").json() == {
        "data": [
            {
                "date": "2026-05-28",
                "countTraces": 1,
                "countObservations": 1,
                "totalCost": 0.25,
                "usage": [
                    {
                        "model": "gpt",
                        "inputUsage": 10,
                        "outputUsage": 5,
                        "totalUsage": 15,
                        "countObservations": 1,
                        "countTraces": 1,
                        "totalCost": 0.25,
                    }
                ],
            }
        ],
        "meta": {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1},
    }


def test_daily_parameters(store: Store, client: httpx.Client) -> None:
    store.trace(id="t", name="flow", user_id="u", tags=["a", "b"], environment="prod")
    store.trace(id="other", timestamp=NOW - 86_400_000_000)

    def days(**params: Any) -> int:
        answer = client.get("/api/public/metrics/daily", params=params)
        total: int = answer.json()["meta"]["totalItems"]
        return total

    assert days() == 2
    assert days(traceName="flow") == days(userId="u") == days(tags=["a", "b"]) == 1
    assert days(environment="prod,test") == days(fromTimestamp="2026-05-28T00:00:00Z") == 1
    assert days(toTimestamp="2026-05-27T00:00:00Z") == 0
    assert client.get("/api/public/metrics/daily?page=0").status_code == 400
    assert client.get("/api/public/metrics/daily?fromTimestamp=now").status_code == 400
