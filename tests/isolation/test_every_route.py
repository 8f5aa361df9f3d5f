"""Two projects, two keys: every public route is walked with the key of one and the ids of the
other. Nothing of the other is shown, and afterwards all of it is as it was."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.isolation.served import OPEN_TO_ALL, public_routes
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

from gatelight.projects.headless import provision
from gatelight.settings import Settings

pytestmark = pytest.mark.long

STRANGER = ("pk-lf-stranger", "sk-lf-stranger")
SECRET = "only-the-owner-may-read-this"
TIME = "2026-11-23T10:00:00.000Z"
WINDOW = {"fromTimestamp": "2026-11-01T00:00:00Z", "toTimestamp": "2026-12-01T00:00:00Z"}

IDS = {
    "trace_id": "trace-a",
    "observation_id": "observation-a",
    "session_id": "session-a",
    "score_id": "score-a",
    "prompt_name": "prompt-a",
    "dataset_name": "dataset-a",
    "run_name": "run-a",
    "version": "1",
    "skill_name": "skill-a",
}
"""What the owner's project has; other path parameters get names that contain SECRET."""

METRICS = (
    '{"view":"observations","metrics":[{"measure":"count","aggregation":"count"}],'
    '"dimensions":[{"field":"traceName"}],"filters":[],'
    f'"fromTimestamp":"{WINDOW["fromTimestamp"]}","toTimestamp":"{WINDOW["toTimestamp"]}"}}'
)

READS = (
    "/api/public/traces",
    "/api/public/traces/trace-a",
    "/api/public/observations",
    "/api/public/observations/observation-a",
    "/api/public/sessions/session-a",
    "/api/public/sessions/session-a/telemetry",
    "/api/public/log-records?traceId=trace-a",
    "/api/public/metric-points?sessionId=session-a",
    "/api/public/v3/scores?fields=details,subject",
    "/api/public/models",
    "/api/public/projects",
    "/api/public/datasets/dataset-a",
    "/api/public/datasets/dataset-a/runs/run-a",
    "/api/public/experiments?fromStartTime=2020-01-01T00:00:00Z&fields=metadata",
    "/api/public/v2/prompts",
    "/api/public/v2/prompts/prompt-a",
    "/api/public/score-configs",
    "/api/public/comments",
    "/api/public/annotation-queues",
    "/api/public/llm-connections",
    "/api/public/unstable/skills",
    "/api/public/unstable/skills/skill-a",
    "/api/public/unstable/dashboards",
    "/api/public/unstable/dashboard-widgets",
    "/api/public/v2/evaluators",
    "/api/public/v2/evaluation-rules",
    "/api/public/feedback",
)


def event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": TIME, "body": body}


def add_records(app: WholeApp) -> None:
    """Rows of the record store; ids they get of themselves are added to IDS."""
    api = "/api/public"
    prompt = {"name": "prompt-a", "prompt": SECRET, "labels": ["production"], "tags": [SECRET]}
    config = {"name": SECRET, "dataType": "NUMERIC"}
    comment = {"projectId": PROJECT, "objectType": "TRACE", "objectId": "trace-a"}
    connection = {"provider": SECRET, "adapter": "openai", "secretKey": SECRET}
    assert app.post(f"{api}/v2/prompts", prompt).status_code == 201
    IDS["config_id"] = app.post(f"{api}/score-configs", config).json()["id"]
    queue = {"name": SECRET, "scoreConfigIds": [IDS["config_id"]]}
    IDS["queue_id"] = app.post(f"{api}/annotation-queues", queue).json()["id"]
    IDS["comment_id"] = app.post(f"{api}/comments", comment | {"content": SECRET}).json()["id"]
    item = {"objectId": SECRET, "objectType": "TRACE"}
    items = f"{api}/annotation-queues/{IDS['queue_id']}/items"
    IDS["item_id"] = app.post(items, item).json()["id"]
    made = app.client.put(f"{api}/llm-connections", json=connection, auth=KEYS)
    IDS["connection_id"] = made.json()["id"]
    add_datasets_and_media(app)
    add_newer_resources(app)


def add_newer_resources(app: WholeApp) -> None:
    """Skills, dashboards, evaluators and remarks. Both kinds of evaluator have one id."""
    api = "/api/public"
    manifest = f"---\nname: skill-a\ndescription: {SECRET}\n---\n{SECRET}"
    files = {"files": [{"path": "SKILL.md", "content": manifest}]}
    assert app.post(f"{api}/unstable/skills", files).is_success
    widget = {"name": SECRET, "view": "observations", "chartType": "NUMBER", "dimensions": []} | {
        "metrics": [{"measure": "count", "agg": "count"}],
        "filters": [],
        "chartConfig": {},
    }
    IDS["widget_id"] = app.post(f"{api}/unstable/dashboard-widgets", widget).json()["id"]
    board = app.post(f"{api}/unstable/dashboards", {"name": SECRET, "description": SECRET}).json()
    IDS["dashboard_id"] = board["id"]
    code = {"type": "code", "name": SECRET, "sourceCode": SECRET, "sourceCodeLanguage": "PYTHON"}
    IDS["evaluator_id"] = app.post(f"{api}/v2/evaluators", code).json()["id"]
    remark = {"targetType": "mcp-tool", "target": "queryMetrics", "feedback": SECRET}
    assert app.post(f"{api}/feedback", remark).is_success


def add_datasets_and_media(app: WholeApp) -> None:
    """The dataset's item has the id of the queue's: routes call both `item_id`."""
    api, named = "/api/public", {"datasetName": "dataset-a", "id": IDS["item_id"]}
    link = {"runName": "run-a", "datasetItemId": IDS["item_id"], "traceId": "trace-a"}
    assert app.post(f"{api}/v2/datasets", {"name": "dataset-a", "description": SECRET}).is_success
    assert app.post(f"{api}/dataset-items", named | {"input": SECRET}).is_success
    assert app.post(f"{api}/dataset-run-items", link | {"metadata": SECRET}).is_success
    file = base64.b64encode(SECRET.encode()).decode()
    picture = {"id": "trace-media", "input": f"data:text/plain;base64,{file}"}
    app.post(f"{api}/ingestion", {"batch": [event("trace-create", picture)]})
    IDS["media_id"] = base64.urlsafe_b64encode(sha256(SECRET.encode()).digest()).decode()[:22]
    assert app.get(f"{api}/media/{IDS['media_id']}").is_success


def owners_data() -> dict[str, Any]:
    trace = {"id": "trace-a", "name": SECRET, "sessionId": "session-a", "input": SECRET}
    observation = {"id": "observation-a", "traceId": "trace-a", "name": SECRET, "output": SECRET}
    score = {"id": "score-a", "traceId": "trace-a", "name": "quality", "value": 1}
    return {
        "batch": [
            event("trace-create", trace | {"userId": SECRET, "tags": [SECRET]}),
            event("generation-create", observation | {"startTime": TIME, "model": "gpt-4o"}),
            event("score-create", score | {"comment": SECRET}),
        ]
    }


def owners_signals() -> dict[str, Any]:
    session = {"key": "session.id", "value": {"stringValue": "session-a"}}
    common = {"timeUnixNano": "1763892000000000000", "attributes": [session]}
    record = common | {"traceId": "trace-a", "body": {"stringValue": SECRET}}
    point = common | {"asInt": 1}
    metric = {"name": SECRET, "gauge": {"dataPoints": [point]}}
    return {
        "logs": {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]},
        "metrics": {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]},
    }


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("data")
    with whole_app(folder) as running:
        other = Settings(
            data_dir=folder,
            init_org_id="org-stranger",
            init_project_id="project-stranger",
            init_project_public_key=STRANGER[0],
            init_project_secret_key=STRANGER[1],
        )
        provision(SimpleNamespace(settings=other, database=running.services.database))
        answer = running.post("/api/public/ingestion", owners_data())
        assert answer.json()["errors"] == []
        for signal, export in owners_signals().items():
            assert running.post(f"/api/public/otel/v1/{signal}", export).status_code == 200
        add_records(running)
        yield running


def filled(path: str) -> str:
    """`path` with the owner's ids in place of its parameters."""
    parts = []
    for part in path.split("/"):
        name = part.strip("{}").split(":")[0]
        parts.append(IDS.get(name, f"{SECRET}-{name}") if part.startswith("{") else part)
    return "/".join(parts)


BODIES: tuple[Any, ...] = (
    {"traceIds": ["trace-a"]},
    {"id": "trace-a", "traceId": "trace-a", "name": "taken", "input": "taken"},
    {"spanId": "observation-a", "generationId": "observation-a", "name": "taken"},
    {"id": "score-a", "traceId": "trace-a", "name": "quality", "value": 0},
    {"name": "prompt-a", "prompt": "taken", "newLabels": ["production"], "tags": ["taken"]},
    {"status": "COMPLETED", "isArchived": True, "objectId": "x", "objectType": "TRACE"},
    {"batch": [event("trace-create", {"id": "trace-a", "name": "taken"})]},
    {"name": "dataset-a", "datasetName": "dataset-a", "input": "taken"},
    {"uploadedAt": TIME, "uploadHttpStatus": 500},
    {"name": "taken", "description": "taken", "labels": ["taken"], "chartType": "PIE"},
    {"widgetId": "widget_id", "type": "WIDGET", "x": 0, "y": 0, "x_size": 1, "y_size": 1},
)


def owners_view(app: WholeApp) -> list[Any]:
    item = f"/api/public/annotation-queues/{IDS['queue_id']}/items/{IDS['item_id']}"
    return [app.client.get(path, auth=KEYS).json() for path in (*READS, item)]


def test_no_route_shows_or_changes_the_data_of_another_project(app: WholeApp) -> None:
    before = owners_view(app)
    assert SECRET in str(before)
    for method, path in public_routes(app):
        for body in BODIES if method in {"POST", "PATCH", "PUT", "DELETE"} else (None,):
            answer = app.client.request(
                method,
                filled(path),
                params={**WINDOW, "query": METRICS, "pattern": "a", "model": "gpt-4o"}
                if method == "GET"
                else None,
                json=body,
                auth=STRANGER,
            )
            shown = answer.text.replace(filled(path), "")
            assert SECRET not in shown or SECRET in str(body) or "not found" in shown.lower(), (
                f"{method} {path}: {answer.text}"
            )
            assert answer.status_code < 500, f"{method} {path}: {answer.text}"
    assert owners_view(app) == before


@pytest.mark.parametrize("path", ["traces/trace-a", "observations/observation-a"])
def test_the_owner_s_objects_are_not_found_by_id(app: WholeApp, path: str) -> None:
    app.client.delete("/api/public/traces/trace-a", auth=STRANGER)
    app.client.request(
        "DELETE", "/api/public/traces", json={"traceIds": ["trace-a"]}, auth=STRANGER
    )
    assert app.client.get(f"/api/public/{path}", auth=KEYS).status_code == 200
    stranger = app.client.get(f"/api/public/{path}", auth=STRANGER)
    assert SECRET not in stranger.text


def test_every_route_refuses_a_caller_without_a_key(app: WholeApp) -> None:
    for method, path in public_routes(app):
        if path not in OPEN_TO_ALL:
            answer = app.client.request(method, filled(path), json={})
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
