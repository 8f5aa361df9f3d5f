"""Every reading method of the Python SDKs' generated clients, on a project that has one of each
thing: their own model classes parse every answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from tests.compat.sdks import SDKS, Sdk, run_driver
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

READERS = {
    sdk.environment: replace(sdk, driver="reading_python.py")
    for sdk in SDKS
    if sdk.environment in ("python-3", "python-4", "python-5")
}
LEAST = {"python-3": 44, "python-4": 58, "python-5": 49}
NOW = datetime.now(UTC)
WINDOW = {
    "fromTimestamp": (NOW - timedelta(days=1)).isoformat(),
    "toTimestamp": (NOW + timedelta(days=1)).isoformat(),
}
QUESTION = {
    "view": "observations",
    "metrics": [{"measure": "count", "aggregation": "count"}],
    "dimensions": [{"field": "name"}],
    "filters": [],
}
SKILL = "---\nname: skill-a\ndescription: Reviews code.\n---\nRead first."
PASSWORD = "correct horse battery"


class Filling:
    """Makes one of each thing over the public API and remembers what the SDK calls its id."""

    def __init__(self, server: RunningServer) -> None:
        self.client = httpx.Client(base_url=server.url, trust_env=False, timeout=60)
        self.auth: tuple[str, str] = server.auth
        self.known: dict[str, Any] = {"project_keys": server.auth}

    def send(self, method: str, path: str, body: Any) -> Any:
        answer = self.client.request(method, f"/api/public{path}", json=body, auth=self.auth)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        return self.send("POST", path, body)

    def events(self) -> None:
        time = NOW.isoformat()
        picture = base64.b64encode(b"a picture").decode()
        trace = {"id": "trace-a", "name": "flow", "sessionId": "session-a", "userId": "ada"}
        generation = {"id": "generation-a", "traceId": "trace-a", "startTime": time}
        bodies = {
            "trace-create": trace | {"input": f"data:image/png;base64,{picture}", "tags": ["a"]},
            "generation-create": generation
            | {"model": "gpt-4o", "endTime": time, "usageDetails": {"input": 10, "output": 5}},
            "score-create": {"id": "score-a", "traceId": "trace-a", "name": "good", "value": 1},
        }
        batch = [
            {"id": kind, "type": kind, "timestamp": time, "body": body}
            for kind, body in bodies.items()
        ]
        assert self.post("/ingestion", {"batch": batch})["errors"] == []
        digest = base64.urlsafe_b64encode(sha256(b"a picture").digest()).decode()[:22]
        question = json.dumps(QUESTION | WINDOW)
        self.known |= {
            "trace_id": "trace-a",
            "session_id": "session-a",
            "observation_id": "generation-a",
            "score_id": "score-a",
            "media_id": digest,
            "query": question,
            "from_start_time": WINDOW["fromTimestamp"],
        }

    def prompts_and_scores(self) -> None:
        self.post("/v2/prompts", {"name": "prompt-a", "prompt": "Hello", "labels": ["production"]})
        config = self.post("/score-configs", {"name": "good", "dataType": "NUMERIC"})["id"]
        queue = self.post("/annotation-queues", {"name": "queue-a", "scoreConfigIds": [config]})
        item = {"objectId": "trace-a", "objectType": "TRACE"}
        comment = {"objectType": "TRACE", "objectId": "trace-a", "content": "Why?"}
        project = self.client.get("/api/public/projects", auth=self.auth).json()["data"][0]["id"]
        connection = {"provider": "p", "adapter": "openai", "secretKey": "sk-a-long-secret-9876"}
        self.send("PUT", "/llm-connections", connection)
        self.known |= {
            "prompt_name": "prompt-a",
            "config_id": config,
            "queue_id": queue["id"],
            "item_id": self.post(f"/annotation-queues/{queue['id']}/items", item)["id"],
            "comment_id": self.post("/comments", comment | {"projectId": project})["id"],
            "project_id": project,
        }

    def datasets(self) -> None:
        dataset = self.post("/v2/datasets", {"name": "dataset-a"})
        item = self.post("/dataset-items", {"datasetName": "dataset-a", "input": {"a": 1}})
        run = {"runName": "run-a", "datasetItemId": item["id"], "traceId": "trace-a"}
        self.post("/dataset-run-items", run)
        self.known |= {
            "dataset_name": "dataset-a",
            "dataset_id": dataset["id"],
            "run_name": "run-a",
            "dataset_items.get.id": item["id"],
        }

    def models(self) -> None:
        model = {"modelName": "own", "matchPattern": "^own$", "unit": "TOKENS", "inputPrice": 0.1}
        self.known["models.get.id"] = self.post("/models", model)["id"]

    def newer_resources(self) -> None:
        judge = {
            "type": "code",
            "name": "length",
            "sourceCode": "def evaluate(): ...",
            "sourceCodeLanguage": "PYTHON",
        }
        evaluator = self.post("/v2/evaluators", judge)["id"]
        rule = {
            "name": "all",
            "enabled": False,
            "evaluatorAssignments": [{"evaluatorId": evaluator}],
        }
        widget = {
            "name": "Calls",
            "view": "observations",
            "dimensions": [],
            "metrics": [{"measure": "count", "agg": "count"}],
            "filters": [],
            "chartType": "NUMBER",
            "chartConfig": {},
        }
        board = self.post("/unstable/dashboards", {"name": "board", "description": ""})
        self.post("/unstable/skills", {"files": [{"path": "SKILL.md", "content": SKILL}]})
        labels = {"labels": ["production"]}
        self.send("PATCH", "/unstable/skills/skill-a/versions/1", labels)
        self.known |= {
            "evaluator_id": evaluator,
            "evaluation_rule_id": self.post("/v2/evaluation-rules", rule)["id"],
            "widget_id": self.post("/unstable/dashboard-widgets", widget)["id"],
            "dashboard_id": board["id"],
            "skill_name": "skill-a",
            "sha256hashes": base64.b64encode(sha256(SKILL.encode()).digest()).decode(),
        }

    def organization(self) -> None:
        """The user of the head-less set-up owns the organisation and makes it a key."""
        body = {"email": "owner@example.com", "password": PASSWORD}
        user = self.client.post("/api/auth/login", json=body).json()["user"]
        session = self.client.get("/api/auth/session").json()
        path = f"/api/organizations/{session['organizations'][0]['id']}/api-keys"
        key = self.client.post(path, json={}).json()
        self.auth = (key["publicKey"], key["secretKey"])
        export = {
            "projectId": self.known["project_id"],
            "type": "S3",
            "bucketName": "bucket",
            "region": "us-east-1",
            "accessKeyId": "a",
            "secretAccessKey": "b",
            "exportFrequency": "daily",
            "enabled": False,
            "forcePathStyle": True,
            "fileType": "JSON",
            "exportMode": "FROM_TODAY",
        }
        made = self.send("PUT", "/integrations/blob-storage", export)
        self.known |= {
            "organization_keys": self.auth,
            "user_id": user["id"],
            "blob_storage_integrations.get_blob_storage_integration_status.id": made["id"],
        }


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningServer, dict[str, Any]]]:
    with running_server(tmp_path_factory.mktemp("reading") / "data") as server:
        filling = Filling(server)
        filling.events()
        filling.prompts_and_scores()
        filling.datasets()
        filling.models()
        filling.newer_resources()
        filling.organization()
        yield server, filling.known


@pytest.mark.parametrize("environment", sorted(READERS))
def test_every_answer_is_what_the_client_expects(
    filled: tuple[RunningServer, dict[str, Any]], environment: str
) -> None:
    server, known = filled
    reader: Sdk = replace(READERS[environment], variables={"KNOWN": json.dumps(known)})
    told = run_driver(reader, server)
    outcomes = {name: error for name, error in told.items() if name not in ("run", "printed")}
    failed = {name: error for name, error in outcomes.items() if error}
    assert not failed, "\n".join(f"{name}: {error}" for name, error in failed.items())
    assert len(outcomes) >= LEAST[environment]
