"""Runs: made by their first item, with an id every SDK can derive."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest
from tests.store import Store

pytestmark = pytest.mark.long

API = "/api/public"


@pytest.fixture(autouse=True)
def dataset(client: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = client.post(f"{API}/v2/datasets", json={"name": "set"}).json()
    for item in ("a", "b"):
        client.post(f"{API}/dataset-items", json={"datasetName": "set", "id": item, "input": item})
    return made


def link(client: httpx.Client, run: str = "run", item: str = "a", **fields: Any) -> dict[str, Any]:
    body = {"runName": run, "datasetItemId": item, "traceId": f"trace-{item}"} | fields
    answer = client.post(f"{API}/dataset-run-items", json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_the_run_id_is_the_one_sdks_derive(
    client: httpx.Client, dataset: dict[str, Any], project_id: str
) -> None:
    made = link(client, run="Läufe 1")
    seed = ["langfuse-experiment-v1", project_id, dataset["id"], "Läufe 1"]
    text = json.dumps(seed, separators=(",", ":"), ensure_ascii=False)
    assert made["datasetRunId"] == hashlib.sha256(text.encode()).hexdigest()[:16]
    assert made["datasetRunName"] == "Läufe 1"
    assert link(client, run="Läufe 1", item="b")["datasetRunId"] == made["datasetRunId"]


def test_a_run_with_its_items(client: httpx.Client, dataset: dict[str, Any]) -> None:
    first = link(client, runDescription="d", metadata={"m": 1})
    second = link(client, item="b", observationId="o")
    run = client.get(f"{API}/datasets/set/runs/run").json()
    assert run["id"] == first["datasetRunId"]
    assert (run["description"], run["metadata"]) == ("d", {"m": 1})
    assert (run["datasetId"], run["datasetName"]) == (dataset["id"], "set")
    assert run["datasetRunItems"] == [second, first]
    listed = client.get(
        f"{API}/dataset-run-items", params={"datasetId": dataset["id"], "runName": "run"}
    ).json()
    assert listed["data"] == [second, first]
    assert listed["meta"]["totalItems"] == 2
    for params in ({"datasetId": dataset["id"]}, {"runName": "run"}):
        assert client.get(f"{API}/dataset-run-items", params=params).status_code == 400


def test_a_link_sent_twice_is_one(client: httpx.Client) -> None:
    assert link(client) == link(client)
    assert len(client.get(f"{API}/datasets/set/runs/run").json()["datasetRunItems"]) == 1
    assert link(client, traceId="other")["id"] != link(client)["id"]


def test_runs_newest_first_and_deleted(client: httpx.Client) -> None:
    for name in ("one", "two/three", "four"):
        link(client, run=name)
    runs = client.get(f"{API}/datasets/set/runs").json()
    assert [run["name"] for run in runs["data"]] == ["four", "two/three", "one"]
    assert client.get(f"{API}/datasets/set/runs/two%2Fthree").status_code == 200
    assert client.delete(f"{API}/datasets/set/runs/two%2Fthree").status_code == 200
    assert client.get(f"{API}/datasets/set/runs/two%2Fthree").status_code == 404
    assert client.delete(f"{API}/datasets/set/runs/two%2Fthree").status_code == 404
    assert link(client, run="two/three")["datasetRunName"] == "two/three"


def test_slashes_may_come_as_they_are(client: httpx.Client) -> None:
    """Python SDK 2 does not escape them."""
    client.post(f"{API}/v2/datasets", json={"name": "a/b c"})
    client.post(f"{API}/dataset-items", json={"datasetName": "a/b c", "id": "deep"})
    link(client, run="x/y", item="deep")
    assert client.get(f"{API}/datasets/a/b%20c").json()["runs"] == ["x/y"]
    assert len(client.get(f"{API}/datasets/a/b%20c/runs").json()["data"]) == 1
    assert client.get(f"{API}/datasets/a/b%20c/runs/x/y").json()["name"] == "x/y"
    assert client.delete(f"{API}/datasets/a/b%20c/runs/x/y").status_code == 200


def test_the_trace_is_found_by_its_observation(client: httpx.Client, store: Store) -> None:
    store.observation(id="seen", trace_id="its-trace")
    body = {"runName": "run", "datasetItemId": "a", "observationId": "seen"}
    assert client.post(f"{API}/dataset-run-items", json=body).json()["traceId"] == "its-trace"
    body["observationId"] = "unseen"
    assert client.post(f"{API}/dataset-run-items", json=body).status_code == 404


def test_times_of_the_sender(client: httpx.Client) -> None:
    made = link(client, createdAt="2026-01-02T03:04:05.678+01:00")
    assert made["createdAt"] == "2026-01-02T02:04:05.678Z"


def test_an_item_that_was_there_at_the_version_can_be_linked(client: httpx.Client) -> None:
    version = client.get(f"{API}/dataset-items/a").json()["updatedAt"]
    client.delete(f"{API}/dataset-items/a")
    body = {"runName": "run", "datasetItemId": "a", "traceId": "t"}
    assert client.post(f"{API}/dataset-run-items", json=body).status_code == 404
    assert link(client, datasetVersion=version)["datasetItemId"] == "a"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"traceId": None}, 400),
        ({"datasetItemId": "none"}, 404),
        ({"runName": ""}, 400),
        ({"more": 1}, 400),
        ({"createdAt": "yesterday"}, 400),
        ({"createdAt": "0001-01-01T00:00:00Z"}, 400),
        ({"createdAt": 5e300}, 400),
        ({"datasetVersion": "2026-01-01T00:00:00"}, 400),
    ],
)
def test_refused_links(client: httpx.Client, change: dict[str, Any], status: int) -> None:
    body = {"runName": "run", "datasetItemId": "a", "traceId": "t"} | change
    assert client.post(f"{API}/dataset-run-items", json=body).status_code == status


def test_another_project_sees_no_run(client: httpx.Client, stranger: httpx.Client) -> None:
    made = link(client)
    stranger.post(f"{API}/v2/datasets", json={"name": "set"})
    assert stranger.get(f"{API}/datasets/set/runs").json()["data"] == []
    assert stranger.get(f"{API}/datasets/set/runs/run").status_code == 404
    assert stranger.delete(f"{API}/datasets/set/runs/run").status_code == 404
    body = {"runName": "run", "datasetItemId": "a", "traceId": "t"}
    assert stranger.post(f"{API}/dataset-run-items", json=body).status_code == 404
    dataset_id = client.get(f"{API}/v2/datasets/set").json()["id"]
    answer = stranger.get(
        f"{API}/dataset-run-items", params={"datasetId": dataset_id, "runName": "run"}
    )
    assert answer.status_code == 404
    assert client.get(f"{API}/datasets/set/runs/run").json()["datasetRunItems"] == [made]
