"""The list of prompts: filters choose versions, names come in order."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.prompts.calls import PATH, create, label, read


@pytest.fixture
def three(client: TestClient) -> TestClient:
    create(client, "b", config={"n": 1}, labels=["production"], tags=["x", "y%"])
    create(client, "b", config={"n": 2})
    create(client, "a/one", config={"n": 3}, labels=["staging"])
    create(client, "c", [], type="chat", tags=["X"])
    return client


def rows(client: TestClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    data: list[dict[str, Any]] = answer.json()["data"]
    return data


def names(client: TestClient, **params: Any) -> list[str]:
    return [row["name"] for row in rows(client, **params)]


def test_a_row_is_about_all_versions_of_a_name(three: TestClient) -> None:
    listed = rows(three)
    assert [row["name"] for row in listed] == ["a/one", "b", "c"]
    row = listed[1]
    updated = [read(three, "b", version=number)["updatedAt"] for number in (1, 2)]
    assert row.pop("lastUpdatedAt") == max(updated)
    assert row == {
        "name": "b",
        "type": "text",
        "versions": [1, 2],
        "labels": ["production", "latest"],
        "tags": ["x", "y%"],
        "lastConfig": {"n": 2},
    }


def test_filters_choose_versions(three: TestClient) -> None:
    assert names(three, name="b") == ["b"]
    assert names(three, name="B") == []
    (row,) = rows(three, label="production")
    assert (row["name"], row["versions"], row["lastConfig"]) == ("b", [1], {"n": 1})
    assert row["labels"] == ["production"]
    assert [row["versions"] for row in rows(three, label="latest")] == [[1], [2], [1]]
    assert names(three, tag="x") == ["b"]
    assert names(three, tag="y%") == ["b"]
    assert names(three, tag="%") == []
    assert names(three, tag="x", label="staging") == []


def test_times_filter_by_the_last_change(three: TestClient) -> None:
    moment = label(three, "b", 1, "moved").json()["updatedAt"]
    (row,) = rows(three, fromUpdatedAt=moment)
    assert (row["name"], row["versions"]) == ("b", [1])
    assert len(rows(three, toUpdatedAt=moment)) == 3
    assert rows(three, toUpdatedAt="2020-01-01T00:00:00Z") == []
    assert three.get(PATH, params={"fromUpdatedAt": "yesterday"}).status_code == 400


def test_pages(client: TestClient) -> None:
    for number in range(12):
        create(client, f"p{number:02d}")
    body = client.get(PATH).json()
    assert len(body["data"]) == 10
    assert body["meta"] == {"page": 1, "limit": 10, "totalItems": 12, "totalPages": 2}
    assert body["pagination"] == body["meta"]
    assert names(client, page=2, limit=5) == [f"p{number:02d}" for number in range(5, 10)]
    assert names(client, page=9) == []
    assert client.get(PATH, params={"page": 0}).status_code == 400
    assert client.get(PATH, params={"limit": 101}).status_code == 400
