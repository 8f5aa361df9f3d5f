"""A project with something behind every route, and every answer of the API about it."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import httpx

PROJECT = "project-test"
TIME = "2026-11-23T10:00:00.000Z"
WINDOW = {
    "fromTimestamp": "2026-11-01T00:00:00Z",
    "toTimestamp": "2026-12-01T00:00:00Z",
    "fromStartTime": "2026-11-01T00:00:00Z",
}
METRICS = (
    '{"view":"observations","metrics":[{"measure":"count","aggregation":"count"}],'
    '"dimensions":[{"field":"traceName"}],"filters":[],'
    f'"fromTimestamp":"{WINDOW["fromTimestamp"]}","toTimestamp":"{WINDOW["toTimestamp"]}"}}'
)
QUERY = WINDOW | {"query": METRICS, "pattern": "a", "model": "gpt-4o"}
PICTURE = b"bytes of a picture"
VARYING = {"/api/public/health", "/api/public/ready"}
"""Answers that are about the process and not about what is stored."""


def event(kind: str, body: dict[str, Any], at: str = TIME) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}-{at}", "type": kind, "timestamp": at, "body": body}


def seed(client: httpx.Client) -> dict[str, str]:
    """Fill the project; the ids by the names that paths give them."""
    picture = f"data:text/plain;base64,{base64.b64encode(PICTURE).decode()}"
    trace = {"id": "trace-a", "name": "first", "sessionId": "session-a", "userId": "ada"}
    step = {"id": "observation-a", "traceId": "trace-a", "startTime": TIME, "model": "gpt-4o"}
    usage = {"input": 12, "output": 30}
    batch = [
        event("trace-create", trace | {"tags": ["one"], "input": picture, "metadata": {"a": [1]}}),
        event("generation-create", step | {"input": "hello", "usageDetails": usage}),
        event("generation-update", {"id": "observation-a", "output": "there"}),
        event("score-create", {"id": "score-a", "traceId": "trace-a", "name": "good", "value": 1}),
        # moved to another minute: its first row is deleted by another one
        event("span-create", {"id": "moved", "traceId": "trace-a", "startTime": TIME}),
        event(
            "span-update",
            {"id": "moved", "startTime": "2026-11-23T11:00:00.000Z"},
            "2026-11-23T11:00:00.000Z",
        ),
        event("trace-create", {"id": "renamed", "name": "before", "userId": "bob"}),
        event("trace-create", {"id": "renamed", "name": "after"}, "2026-11-23T10:05:00.000Z"),
    ]
    answer = client.post("/api/public/ingestion", json={"batch": batch}).json()
    assert answer["errors"] == [], answer
    _seed_signals(client)
    return _seed_records(client)


def _seed_signals(client: httpx.Client) -> None:
    session = {"key": "session.id", "value": {"stringValue": "session-a"}}
    common = {"timeUnixNano": "1795428000000000000", "attributes": [session]}
    record = common | {"traceId": "trace-a", "body": {"stringValue": "a line"}}
    metric = {"name": "tokens", "gauge": {"dataPoints": [common | {"asInt": 1}]}}
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
    metrics = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}
    assert client.post("/api/public/otel/v1/logs", json=logs).is_success
    assert client.post("/api/public/otel/v1/metrics", json=metrics).is_success


def _seed_records(client: httpx.Client) -> dict[str, str]:
    api = "/api/public"

    def made(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(f"{api}/{path}", json=body)
        assert answer.is_success, answer.text
        result: dict[str, Any] = answer.json()
        return result

    prompt = {"name": "prompt-a", "prompt": "Say {{word}}", "labels": ["production"]}
    made("v2/prompts", prompt | {"config": {"temperature": 0.5, "nothing": None}, "tags": ["t"]})
    made("v2/prompts", prompt | {"prompt": "Do say {{word}}"})
    config = made("score-configs", {"name": "quality", "dataType": "NUMERIC", "minValue": 0})["id"]
    queue = made("annotation-queues", {"name": "look", "scoreConfigIds": [config]})["id"]
    item = made(f"annotation-queues/{queue}/items", {"objectId": "trace-a", "objectType": "TRACE"})[
        "id"
    ]
    made("v2/datasets", {"name": "dataset-a", "metadata": None, "description": "for the test"})
    made("dataset-items", {"datasetName": "dataset-a", "id": item, "input": {"x": "\\u0000é"}})
    link = {"runName": "run-a", "datasetItemId": item, "traceId": "trace-a"}
    made("dataset-run-items", link | {"metadata": {"k": "v"}})
    comment = {"projectId": PROJECT, "objectType": "TRACE", "objectId": "trace-a"}
    comment_id = made("comments", comment | {"content": "Look here"})["id"]
    price = {"modelName": "my-model", "matchPattern": "(?i)^my-model$", "unit": "TOKENS"}
    model = made("models", price | {"inputPrice": 0.000001, "outputPrice": 0.000002})["id"]
    connection = client.put(
        f"{api}/llm-connections",
        json={"provider": "mine", "adapter": "openai", "secretKey": "sk-secret"},
    ).json()["id"]
    digest = base64.urlsafe_b64encode(sha256(PICTURE).digest()).decode()[:22]
    return {
        "trace_id": "trace-a",
        "observation_id": "observation-a",
        "session_id": "session-a",
        "score_id": "score-a",
        "prompt_name": "prompt-a",
        "dataset_name": "dataset-a",
        "run_name": "run-a",
        "name": "prompt-a",
        "version": "1",
        "config_id": config,
        "queue_id": queue,
        "item_id": item,
        "comment_id": comment_id,
        "connection_id": connection,
        "model_id": model,
        "media_id": digest,
        "id": model,
    }


def answers(client: httpx.Client, ids: dict[str, str]) -> dict[str, tuple[int, Any]]:
    """Status and body of every GET route of the API's own document, by path."""
    paths = client.get("/api/public/openapi.json").json()["paths"]
    found: dict[str, tuple[int, Any]] = {}
    for path, methods in sorted(paths.items()):
        if "get" not in methods or not path.startswith("/api/public/") or path in VARYING:
            continue
        parts = [
            ids.get(part.strip("{}").split(":")[0], "unknown") if part.startswith("{") else part
            for part in path.split("/")
        ]
        answer = client.get("/".join(parts), params=QUERY)
        body: Any = answer.content
        if answer.headers.get("content-type", "").startswith("application/json"):
            body = answer.json()
        found[path] = (answer.status_code, body)
    return found
