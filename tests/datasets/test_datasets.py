"""Datasets: made and changed by name, listed, found whatever is in the name."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

API = "/api/public"


def make(client: httpx.Client, name: str = "set", **fields: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/v2/datasets", json={"name": name} | fields)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_name_is_one_dataset_and_null_leaves_a_field(
    client: httpx.Client, project_id: str
) -> None:
    first = make(client, description="d", metadata={"a": 1}, inputSchema={"type": "object"})
    again = make(client, description=None, metadata={"b": 2})
    assert again["id"] == first["id"]
    assert again["description"] == "d"
    assert again["metadata"] == {"b": 2}
    assert again["inputSchema"] == {"type": "object"}
    assert again["expectedOutputSchema"] is None
    assert again["projectId"] == project_id
    assert client.get(f"{API}/v2/datasets/set").json() == again


def test_list_newest_first_in_pages(client: httpx.Client) -> None:
    for number in range(3):
        make(client, f"set-{number}")
    page = client.get(f"{API}/v2/datasets", params={"limit": 2}).json()
    assert [row["name"] for row in page["data"]] == ["set-2", "set-1"]
    assert page["meta"] == {"page": 1, "limit": 2, "totalItems": 3, "totalPages": 2}
    assert client.get(f"{API}/v2/datasets", params={"page": 0}).status_code == 400


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a/b", "a%2Fb"),
        ("a/b", "a/b"),
        ("a/runs", "a%2Fruns"),
        ("50% off?", "50%25%20off%3F"),
        ("a%2Fb", "a%252Fb"),
        ("ümlaut", "%C3%BCmlaut"),
    ],
)
def test_names_in_a_path(client: httpx.Client, name: str, sent: str) -> None:
    made = make(client, name)
    assert client.get(f"{API}/v2/datasets/{sent}").json()["id"] == made["id"]
    if "/" not in sent:
        assert client.get(f"{API}/datasets/{sent}").json()["id"] == made["id"]
        runs = client.get(f"{API}/datasets/{sent}/runs")
        assert (runs.status_code, runs.json()["data"]) == (200, [])


def test_unknown_dataset(client: httpx.Client) -> None:
    answer = client.get(f"{API}/v2/datasets/none")
    assert answer.status_code == 404
    assert answer.json()["error"] == "LangfuseNotFoundError"


def test_legacy_shapes(client: httpx.Client) -> None:
    made = client.post(f"{API}/datasets", json={"name": "old"}).json()
    assert (made["items"], made["runs"]) == ([], [])
    client.post(f"{API}/dataset-items", json={"datasetName": "old", "id": "i", "input": 1})
    link = {"runName": "run", "datasetItemId": "i", "traceId": "t"}
    assert client.post(f"{API}/dataset-run-items", json=link).status_code == 200
    (listed,) = client.get(f"{API}/datasets").json()["data"]
    assert (listed["items"], listed["runs"]) == (["i"], ["run"])
    whole = client.get(f"{API}/datasets/old").json()
    assert [item["input"] for item in whole["items"]] == [1]
    assert whole["items"][0]["datasetName"] == "old"
    assert whole["runs"] == ["run"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        ["object"],
        "object",
        {"pattern": "(?=ahead)"},
        {"properties": {"a": {"pattern": "("}}},
        {"$schema": []},
        {"patternProperties": {"(": {}}},
        {"patternProperties": {"a": {}}, "unevaluatedProperties": False},
    ],
)
def test_what_is_no_schema_is_refused(client: httpx.Client, schema: Any) -> None:
    answer = client.post(f"{API}/v2/datasets", json={"name": "set", "inputSchema": schema})
    assert answer.status_code == 400, answer.text
    assert client.get(f"{API}/v2/datasets/set").status_code == 404


def test_a_schema_the_items_do_not_meet_is_refused(client: httpx.Client) -> None:
    make(client)
    client.post(f"{API}/dataset-items", json={"datasetName": "set", "id": "odd", "input": "text"})
    answer = client.post(
        f"{API}/v2/datasets", json={"name": "set", "inputSchema": {"type": "object"}}
    )
    assert answer.status_code == 400
    assert "odd" in answer.text
    assert client.get(f"{API}/v2/datasets/set").json()["inputSchema"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"name":""}',
        b'{"name":null}',
        b'{"name":"a\\u0000b"}',
        b'{"name":"\\ud800"}',
        b'{"name":"a","metadata":123456789012345678901234567890}',
        b'{"name":"a","metadata":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"name":"' + "𐀀".encode() * 501 + b'"}',
    ],
)
def test_bad_bodies(client: httpx.Client, body: bytes) -> None:
    answer = client.post(
        f"{API}/v2/datasets", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400, answer.text


def test_the_longest_name_is_kept(client: httpx.Client) -> None:
    name = "".join(chr(0x10000 + number * 97) for number in range(500))
    assert make(client, name)["name"] == name
    (only,) = client.get(f"{API}/v2/datasets").json()["data"]
    assert only["name"] == name


def test_another_project_sees_nothing(client: httpx.Client, stranger: httpx.Client) -> None:
    mine = make(client)
    assert stranger.get(f"{API}/v2/datasets").json()["data"] == []
    assert stranger.get(f"{API}/datasets").json()["data"] == []
    assert stranger.get(f"{API}/v2/datasets/set").status_code == 404
    assert make(stranger, description="theirs")["id"] != mine["id"]
    assert client.get(f"{API}/v2/datasets/set").json() == mine
