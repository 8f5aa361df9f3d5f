"""Score configs, comments, queues and LLM connections: the SDKs' own classes parse every answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.compat.sdks import SDKS, Sdk, run_driver
from tests.server import RunningServer

pytestmark = pytest.mark.slow

Document = dict[str, Any]
GENERATIONS = {
    sdk.environment: replace(
        sdk, driver="records_python.py", variables={"GENERATION": sdk.environment[-1]}
    )
    for sdk in SDKS
    if sdk.environment in ("python-3", "python-4", "python-5")
}


@pytest.fixture(scope="module", params=sorted(GENERATIONS))
def sdk(request: pytest.FixtureRequest) -> Sdk:
    return GENERATIONS[request.param]


@pytest.fixture(scope="module")
def document(sdk: Sdk, server: RunningServer) -> Document:
    return run_driver(sdk, server)


@pytest.mark.proves("records: score configs")
def test_score_configs(document: Document) -> None:
    config = document["config"]
    assert config["description"] == f"changed {document['run']}"
    assert [each["label"] for each in config["categories"]] == ["good", "bad"]
    assert document["configs"][0] == config["id"]


def test_a_score_with_a_config(server: RunningServer, document: Document) -> None:
    path = f"{server.url}/api/public/v2/scores/score-{document['run']}"
    score = httpx.get(path, auth=server.auth, trust_env=False, timeout=60).json()
    assert (score["value"], score["stringValue"]) == (3, "good")
    assert score["configId"] == document["config"]["id"]


@pytest.mark.proves("records: annotation queues")
def test_annotation_queues(document: Document) -> None:
    queue, item = document["queue"], document["item"]
    assert queue["id"] in document["queues"]
    assert (item.get("queueId") or item.get("queue_id")) == queue["id"]
    assert item["status"] == "COMPLETED"
    assert item.get("completedAt") or item.get("completed_at")
    assert document["completed"] == 1
    assert document["removed"] is True


@pytest.mark.proves("records: comments")
def test_comments(document: Document) -> None:
    comment = document["comment"]
    assert (comment["content"], document["comments"]) == ("Why?", [comment["id"]])


@pytest.mark.proves("records: LLM connections")
def test_llm_connections(document: Document) -> None:
    connection = document["connection"]
    assert connection["id"] in document["connections"]
    assert "9876" in str(connection)
    assert "sk-a-long" not in str(connection)
