"""Score configs over HTTP, on both record stores."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_app import MINE, TwoProjects

pytestmark = pytest.mark.long

PATH = "/api/public/score-configs"
GOOD_BAD = [{"label": "good", "value": 1}, {"label": "bad", "value": 0}]


def create(client: TestClient, **fields: Any) -> dict[str, Any]:
    answer = client.post(PATH, json={"name": "quality", "dataType": "NUMERIC"} | fields)
    assert answer.status_code == 200, answer.text
    created: dict[str, Any] = answer.json()
    return created


def test_a_config_reads_back_as_it_was_created(client: TestClient) -> None:
    created = create(client, minValue=0, maxValue=1.5, description="How good")
    assert isinstance(created.pop("id"), str)
    assert created.pop("createdAt").endswith("Z")
    assert created.pop("updatedAt").endswith("Z")
    assert created == {
        "name": "quality",
        "projectId": MINE,
        "dataType": "NUMERIC",
        "isArchived": False,
        "minValue": 0,
        "maxValue": 1.5,
        "categories": None,
        "description": "How good",
    }
    (listed,) = client.get(PATH).json()["data"]
    assert client.get(f"{PATH}/{listed['id']}").json() == listed
    assert listed["minValue"] == 0


def test_categories(client: TestClient) -> None:
    assert create(client, dataType="CATEGORICAL", categories=GOOD_BAD)["categories"] == GOOD_BAD
    truth = create(client, dataType="BOOLEAN")["categories"]
    assert truth == [{"label": "True", "value": 1}, {"label": "False", "value": 0}]
    assert create(client, dataType="BOOLEAN", categories=truth)["categories"] == truth
    assert create(client, dataType="TEXT")["categories"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": None},
        {"name": "a\0"},
        {"dataType": "CORRECTION"},
        {"dataType": None},
        {"minValue": 1, "maxValue": 1},
        {"minValue": 2, "maxValue": 1},
        {"minValue": "NaN"},
        {"categories": GOOD_BAD},
        {"dataType": "CATEGORICAL"},
        {"dataType": "CATEGORICAL", "categories": []},
        {"dataType": "CATEGORICAL", "categories": GOOD_BAD, "minValue": 0},
        {"dataType": "CATEGORICAL", "categories": [*GOOD_BAD, {"label": "good", "value": 2}]},
        {"dataType": "CATEGORICAL", "categories": [*GOOD_BAD, {"label": "new", "value": 1}]},
        {"dataType": "CATEGORICAL", "categories": [{"label": "", "value": 1}]},
        {"dataType": "BOOLEAN", "categories": GOOD_BAD},
        {"dataType": "BOOLEAN", "maxValue": 1},
        {"dataType": "TEXT", "categories": GOOD_BAD},
    ],
)
def test_what_cannot_be_a_config_is_refused(client: TestClient, fields: dict[str, Any]) -> None:
    body = {"name": "quality", "dataType": "NUMERIC"} | fields
    assert client.post(PATH, json=body).status_code == 400
    assert client.get(PATH).json()["data"] == []


def test_changes_keep_what_was_not_sent(client: TestClient) -> None:
    made = create(client, minValue=0, maxValue=1, description="old")
    path = f"{PATH}/{made['id']}"

    def change(**fields: Any) -> dict[str, Any]:
        answer = client.patch(path, json=fields)
        assert answer.status_code == 200, answer.text
        assert client.get(path).json() == answer.json()
        changed: dict[str, Any] = answer.json()
        return changed

    assert change()["description"] == "old"
    renamed = change(name="new", isArchived=True)
    assert (renamed["name"], renamed["isArchived"], renamed["maxValue"]) == ("new", True, 1)
    assert change(isArchived=None, name=None)["isArchived"] is True
    assert change(isArchived=False)["isArchived"] is False
    cleared = change(maxValue=None, description=None)
    assert (cleared["minValue"], cleared["maxValue"], cleared["description"]) == (0, None, None)
    assert cleared["createdAt"] == made["createdAt"]


def test_a_change_must_leave_a_config(client: TestClient) -> None:
    number = create(client, minValue=0, maxValue=1)["id"]
    words = create(client, dataType="CATEGORICAL", categories=GOOD_BAD)["id"]
    for path, body in (
        (number, {"minValue": 1}),
        (number, {"categories": GOOD_BAD}),
        (words, {"categories": []}),
        (words, {"maxValue": 3}),
    ):
        before = client.get(f"{PATH}/{path}").json()
        assert client.patch(f"{PATH}/{path}", json=body).status_code == 400
        assert client.get(f"{PATH}/{path}").json() == before
    three = [*GOOD_BAD, {"label": "so so", "value": 0.5}]
    assert client.patch(f"{PATH}/{words}", json={"categories": three}).json()["categories"] == three


def test_pages_are_newest_first(client: TestClient) -> None:
    ids = [create(client)["id"] for _ in range(5)]
    body = client.get(PATH, params={"page": 2, "limit": 2}).json()
    assert [row["id"] for row in body["data"]] == [ids[2], ids[1]]
    assert body["meta"] == {"page": 2, "limit": 2, "totalItems": 5, "totalPages": 3}


def test_another_project_sees_and_changes_nothing(projects: TwoProjects) -> None:
    made = create(projects.mine)
    path = f"{PATH}/{made['id']}"
    assert projects.theirs.get(path).status_code == 404
    assert projects.theirs.patch(path, json={"isArchived": True}).status_code == 404
    assert projects.theirs.get(PATH).json()["data"] == []
    assert projects.mine.get(path).json() == made
    assert projects.mine.get(f"{PATH}/none").json()["error"] == "LangfuseNotFoundError"


texts = st.sampled_from(["NUMERIC", "CATEGORICAL", "BOOLEAN", "x", "\0"]) | st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
categories = st.lists(st.fixed_dictionaries({"label": texts, "value": scalars}), max_size=3)
fields = st.fixed_dictionaries(
    {"name": texts, "dataType": texts},
    optional={
        "minValue": scalars,
        "maxValue": scalars,
        "categories": categories | scalars,
        "description": scalars,
        "isArchived": scalars,
    },
)


@given(fields | scalars | st.lists(scalars, max_size=2))
@settings(max_examples=80)
def test_any_body(client: TestClient, body: Any) -> None:
    def answer(method: str, path: str) -> int:
        try:
            return client.request(method, path, json=body).status_code
        except ValueError:  # infinity is no JSON
            return 400

    made = create(client, dataType="CATEGORICAL", categories=GOOD_BAD)["id"]
    assert answer("POST", PATH) in (200, 400)
    assert answer("PATCH", f"{PATH}/{made}") in (200, 400)
    assert client.get(PATH).status_code == 200
    for name in ("%00", "%25", "ü"):
        assert client.get(f"{PATH}/{name}").status_code in (400, 404)
