"""Items: merged by id, checked against schemas, kept as versions in time."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.long

API = "/api/public"


@pytest.fixture(autouse=True)
def dataset(client: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = client.post(f"{API}/v2/datasets", json={"name": "set"}).json()
    return made


def put(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/dataset-items", json={"datasetName": "set"} | fields)
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()
    return item


def listed(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{API}/dataset-items", params={"datasetName": "set"} | params)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_an_item_and_its_merge(client: httpx.Client, dataset: dict[str, Any]) -> None:
    made = put(client, id="i", input={"q": 1}, expectedOutput="a", sourceTraceId="t")
    assert made["status"] == "ACTIVE"
    assert made["datasetId"] == dataset["id"]
    assert made["mediaReferences"] == []
    again = put(client, id="i", expectedOutput="b", input=None, metadata=[1])
    assert again["input"] == {"q": 1}
    assert again["expectedOutput"] == "b"
    assert again["metadata"] == [1]
    assert again["sourceTraceId"] == "t"
    assert again["createdAt"] == made["createdAt"]
    assert again["updatedAt"] > made["updatedAt"]
    assert client.get(f"{API}/dataset-items/i").json() == again
    assert listed(client) == [again]


def test_falsy_values_are_values(client: httpx.Client) -> None:
    put(client, id="i", input="before", expectedOutput=1, metadata={"a": 1})
    after = put(client, id="i", input="", expectedOutput=0, metadata=False)
    assert (after["input"], after["expectedOutput"], after["metadata"]) == ("", 0, False)


def test_newest_first_and_archived_ones_left_out(client: httpx.Client) -> None:
    ids = [put(client, input=number)["id"] for number in range(4)]
    put(client, id=ids[1], status="ARCHIVED")
    put(client, id=ids[0], input="changed")
    assert [item["id"] for item in listed(client)] == [ids[3], ids[2], ids[0]]
    assert client.get(f"{API}/dataset-items/{ids[1]}").json()["status"] == "ARCHIVED"
    answer = client.get(f"{API}/dataset-items", params={"datasetName": "set", "limit": 2}).json()
    assert answer["meta"] == {"page": 1, "limit": 2, "totalItems": 3, "totalPages": 2}


def test_as_of_reads(client: httpx.Client) -> None:
    first = put(client, id="i", input=1)
    second = put(client, id="i", input=2)
    other = put(client, id="j", input="other")
    assert client.delete(f"{API}/dataset-items/i").json() == {
        "message": "Dataset item successfully deleted"
    }
    assert [item["id"] for item in listed(client)] == ["j"]
    assert client.get(f"{API}/dataset-items/i").status_code == 404
    assert [item["input"] for item in listed(client, version=first["updatedAt"])] == [1]
    at_second = {item["id"]: item for item in listed(client, version=second["updatedAt"])}
    assert at_second["i"]["input"] == 2
    assert listed(client, version="2020-01-01T00:00:00Z") == []
    assert {item["id"] for item in listed(client, version="2099-01-01T00:00:00Z")} == {other["id"]}


def test_a_deleted_id_can_be_used_again(client: httpx.Client) -> None:
    put(client, id="i", input=1, metadata="old")
    client.delete(f"{API}/dataset-items/i")
    assert client.delete(f"{API}/dataset-items/i").status_code == 404
    again = put(client, id="i", input=2)
    assert again["metadata"] is None
    assert [item["input"] for item in listed(client)] == [2]


def test_version_needs_a_dataset(client: httpx.Client) -> None:
    answer = client.get(f"{API}/dataset-items", params={"version": "2026-01-01T00:00:00Z"})
    assert answer.status_code == 400


def test_names_escaped_twice_are_understood_after_a_miss(client: httpx.Client) -> None:
    client.post(f"{API}/v2/datasets", json={"name": "ds x/y"})
    put(client, datasetName="ds x/y", input=1)
    assert len(listed(client, datasetName="ds%20x%2Fy")) == 1
    client.post(f"{API}/v2/datasets", json={"name": "ds%20x%2Fy"})
    assert listed(client, datasetName="ds%20x%2Fy") == []


def test_filters(client: httpx.Client) -> None:
    put(client, id="a", sourceTraceId="t1", sourceObservationId="o1")
    put(client, id="b", sourceTraceId="t1", sourceObservationId="o2")
    client.post(f"{API}/v2/datasets", json={"name": "second"})
    put(client, datasetName="second", id="c", sourceTraceId="t1")

    def ids(**params: Any) -> set[str]:
        rows = client.get(f"{API}/dataset-items", params=params).json()["data"]
        return {row["id"] for row in rows}

    assert ids(sourceTraceId="t1") == {"a", "b", "c"}
    assert ids(sourceTraceId="t1", datasetName="set") == {"a", "b"}
    assert ids(sourceObservationId="o2") == {"b"}


def test_schemas_hold_for_every_write(client: httpx.Client) -> None:
    client.post(
        f"{API}/v2/datasets",
        json={
            "name": "set",
            "inputSchema": {
                "type": "object",
                "required": ["q"],
                "properties": {"q": {"type": "string", "pattern": "^[a-z]+$"}},
                "additionalProperties": False,
            },
            "expectedOutputSchema": {
                "$ref": "#/definitions/a",
                "definitions": {"a": {"type": "number"}},
            },
        },
    )
    put(client, id="i", input={"q": "abc"}, expectedOutput=1)
    put(client, id="i", metadata="still fits")
    for fields, place in (
        ({"input": {"q": "ABC"}, "expectedOutput": 1}, ["input", "q"]),
        ({"input": {"q": "abc", "x": 1}, "expectedOutput": 1}, ["input"]),
        ({"input": {"q": "abc"}, "expectedOutput": "1"}, ["expectedOutput"]),
        ({"id": "i", "expectedOutput": "x"}, ["expectedOutput"]),
    ):
        answer = client.post(f"{API}/dataset-items", json={"datasetName": "set"} | fields)
        assert answer.status_code == 400, fields
        assert answer.json()["error"][0]["path"] == place
    assert [item["expectedOutput"] for item in listed(client)] == [1]


@pytest.mark.parametrize(
    "schema", [{"$ref": "#"}, {"$ref": "http://127.0.0.1:9/x"}, {"$ref": "#/nowhere"}]
)
def test_schemas_that_cannot_be_applied(client: httpx.Client, schema: Any) -> None:
    client.post(f"{API}/v2/datasets", json={"name": "odd", "inputSchema": schema})
    answer = client.post(f"{API}/dataset-items", json={"datasetName": "odd", "input": {"a": 1}})
    assert answer.status_code == 400


def test_an_id_belongs_to_one_dataset(client: httpx.Client) -> None:
    put(client, id="i")
    client.post(f"{API}/v2/datasets", json={"name": "second"})
    answer = client.post(f"{API}/dataset-items", json={"datasetName": "second", "id": "i"})
    assert answer.status_code == 409
    assert answer.json()["error"] == "LangfuseConflictError"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"datasetName": "none"}, 404),
        ({}, 400),
        ({"datasetName": "set", "id": "x" * 256}, 400),
        ({"datasetName": "set", "id": "a\0b"}, 400),
        ({"datasetName": "set", "status": "GONE"}, 400),
        ({"datasetName": "a\0b"}, 400),
    ],
)
def test_refused_items(client: httpx.Client, body: dict[str, Any], status: int) -> None:
    assert client.post(f"{API}/dataset-items", json=body).status_code == status


def test_odd_values_come_back(client: httpx.Client) -> None:
    for value in ("a\0b", {"\0": "\u2028"}, 2**63 - 1, -1.5e300, [[[]]], {"": {}}):
        made = put(client, input=value)
        assert client.get(f"{API}/dataset-items/{made['id']}").json()["input"] == value


def test_another_project_neither_sees_nor_changes(
    client: httpx.Client, stranger: httpx.Client
) -> None:
    mine = put(client, id="i", input="secret")
    assert stranger.get(f"{API}/dataset-items/i").status_code == 404
    assert stranger.delete(f"{API}/dataset-items/i").status_code == 404
    assert stranger.get(f"{API}/dataset-items").json()["data"] == []
    stranger.post(f"{API}/v2/datasets", json={"name": "set"})
    assert put(stranger, id="i", metadata=1)["input"] is None
    assert client.get(f"{API}/dataset-items/i").json() == mine
