"""Annotation queues, their items and assignments over HTTP, on both record stores."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_app import MINE, THEIRS, TwoProjects

from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import OrganizationMembership, ProjectMembership

pytestmark = pytest.mark.long

PATH = "/api/public/annotation-queues"


def new_config(client: TestClient, name: str = "quality") -> str:
    body = {"name": name, "dataType": "NUMERIC"}
    made: str = client.post("/api/public/score-configs", json=body).json()["id"]
    return made


@pytest.fixture
def config(client: TestClient) -> str:
    return new_config(client)


def post_queue(client: TestClient, config: str, **fields: Any) -> httpx.Response:
    return client.post(PATH, json={"name": "weekly", "scoreConfigIds": [config]} | fields)


@pytest.fixture
def queue(client: TestClient, config: str) -> str:
    made: str = post_queue(client, config).json()["id"]
    return made


def add_item(client: TestClient, queue: str, **fields: Any) -> dict[str, Any]:
    body = {"objectId": "trace", "objectType": "TRACE"} | fields
    answer = client.post(f"{PATH}/{queue}/items", json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_queue_reads_back(client: TestClient, config: str) -> None:
    answer = post_queue(client, config, description="Every Monday")
    assert answer.status_code == 200
    made = answer.json()
    assert client.get(f"{PATH}/{made['id']}").json() == made
    assert client.get(PATH).json()["data"] == [made]
    assert made.pop("createdAt").endswith("Z") and made.pop("updatedAt").endswith("Z")
    assert made.pop("id")
    assert made == {"name": "weekly", "description": "Every Monday", "scoreConfigIds": [config]}


def test_a_queue_needs_configs_in_use_and_a_name_of_its_own(
    client: TestClient, config: str
) -> None:
    archived = new_config(client)
    client.patch(f"/api/public/score-configs/{archived}", json={"isArchived": True})
    for ids in ([], None, ["none"], [config, "none"], [archived], "config", ["\0"]):
        assert post_queue(client, config, scoreConfigIds=ids).status_code == 400, ids
    for name in ("", None, "a\0"):
        assert post_queue(client, config, name=name).status_code == 400
    assert post_queue(client, config, scoreConfigIds=[config, config]).status_code == 200
    taken = post_queue(client, config)
    assert taken.status_code == 400
    assert "already exists" in taken.json()["message"]
    (row,) = client.get(PATH).json()["data"]
    assert (row["scoreConfigIds"], row["description"]) == ([config], None)


def test_queues_are_paged_newest_first(client: TestClient, config: str) -> None:
    for number in range(3):
        post_queue(client, config, name=f"q{number}")
    body = client.get(PATH, params={"limit": 2}).json()
    assert [row["name"] for row in body["data"]] == ["q2", "q1"]
    assert body["meta"] == {"page": 1, "limit": 2, "totalItems": 3, "totalPages": 2}


def test_items_are_worked_through(client: TestClient, queue: str) -> None:
    first = add_item(client, queue)
    assert (first["status"], first["completedAt"]) == ("PENDING", None)
    assert (first["queueId"], first["objectId"], first["objectType"]) == (queue, "trace", "TRACE")
    path = f"{PATH}/{queue}/items/{first['id']}"
    assert client.get(path).json() == first
    done = client.patch(path, json={"status": "COMPLETED"}).json()
    assert done["status"] == "COMPLETED"
    assert done["completedAt"] >= first["createdAt"]
    again = client.patch(path, json={"status": "COMPLETED"}).json()
    assert again["completedAt"] == done["completedAt"]
    assert client.patch(path, json={}).json() == again
    reopened = client.patch(path, json={"status": "PENDING"}).json()
    assert (reopened["status"], reopened["completedAt"]) == ("PENDING", None)
    assert client.get(path).json() == reopened
    assert client.patch(path, json={"status": "DONE"}).status_code == 400


def test_items_by_status_newest_first(client: TestClient, queue: str) -> None:
    kinds = ("TRACE", "OBSERVATION", "SESSION")
    made = [add_item(client, queue, objectType=kind, objectId=kind)["id"] for kind in kinds]
    finished = add_item(client, queue, status="COMPLETED")
    assert finished["completedAt"]

    def ids(**params: Any) -> list[str]:
        answer = client.get(f"{PATH}/{queue}/items", params=params)
        assert answer.status_code == 200
        return [row["id"] for row in answer.json()["data"]]

    assert ids() == [finished["id"], *reversed(made)]
    assert ids(status="PENDING") == list(reversed(made))
    assert ids(status="COMPLETED") == [finished["id"]]
    assert ids(status="PENDING", limit=2, page=2) == [made[0]]
    assert client.get(f"{PATH}/{queue}/items", params={"status": "x"}).status_code == 400


def test_an_item_is_removed(client: TestClient, queue: str) -> None:
    made = add_item(client, queue)
    path = f"{PATH}/{queue}/items/{made['id']}"
    gone = client.delete(path).json()
    assert gone["success"] is True
    assert gone["message"]
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"objectType": "PROMPT"}, {"objectId": ""}, {"objectId": "\0"}, {"status": "DONE"}],
)
def test_what_cannot_be_an_item_is_refused(
    client: TestClient, queue: str, fields: dict[str, Any]
) -> None:
    body = {"objectId": "trace", "objectType": "TRACE"} | fields
    assert client.post(f"{PATH}/{queue}/items", json=body).status_code == 400


def test_assignments_are_of_members(projects: TwoProjects, queue: str) -> None:
    with projects.services.database.session() as session:
        for user_id in ("member", "shut-out", "stranger"):
            session.add(User(id=user_id, email=f"{user_id}@example.com", name=user_id))
        session.flush()
        for user_id in ("member", "shut-out"):
            session.add(
                OrganizationMembership(
                    organization_id="organization", user_id=user_id, role="MEMBER"
                )
            )
        session.flush()
        session.add(ProjectMembership(project_id=MINE, user_id="shut-out", role="NONE"))
    path = f"{PATH}/{queue}/assignments"
    for _ in range(2):
        answer = projects.mine.post(path, json={"userId": "member"})
        assert (answer.status_code, answer.json()) == (
            200,
            {"userId": "member", "queueId": queue, "projectId": MINE},
        )
    for user_id in ("shut-out", "stranger", "nobody"):
        assert projects.mine.post(path, json={"userId": user_id}).status_code == 404
    for body in ({}, {"userId": ""}, {"userId": None}):
        assert projects.mine.post(path, json=body).status_code == 400
    assert projects.theirs.post(path, json={"userId": "member"}).status_code == 404
    for _ in range(2):
        gone = projects.mine.request("DELETE", path, json={"userId": "member"})
        assert (gone.status_code, gone.json()) == (200, {"success": True})


def test_another_project_sees_and_changes_nothing(projects: TwoProjects, queue: str) -> None:
    item = add_item(projects.mine, queue)
    theirs = projects.theirs
    path = f"{PATH}/{queue}"
    body = {"objectId": "x", "objectType": "TRACE"}
    assert theirs.get(PATH).json()["data"] == []
    answers = [
        theirs.get(path),
        theirs.get(f"{path}/items"),
        theirs.post(f"{path}/items", json=body),
        theirs.get(f"{path}/items/{item['id']}"),
        theirs.patch(f"{path}/items/{item['id']}", json={"status": "COMPLETED"}),
        theirs.delete(f"{path}/items/{item['id']}"),
        theirs.request("DELETE", f"{path}/assignments", json={"userId": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert projects.mine.get(f"{path}/items").json()["data"] == [item]
    config = projects.mine.get(path).json()["scoreConfigIds"][0]
    assert post_queue(theirs, config).status_code == 400
    own = post_queue(theirs, new_config(theirs)).json()["id"]
    crossed = f"{PATH}/{own}/items/{item['id']}"
    assert theirs.get(crossed).status_code == 404
    assert THEIRS != MINE


words = st.sampled_from(["TRACE", "PENDING", "COMPLETED", "\0", "x"]) | st.text(max_size=5)
values = st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=2)
names = ["name", "description", "scoreConfigIds", "objectId", "objectType", "status", "userId"]
bodies = st.dictionaries(st.sampled_from(names), values) | values


@given(bodies)
@settings(max_examples=50)
def test_any_body(client: TestClient, queue: str, config: str, body: Any) -> None:
    item = f"{PATH}/{queue}/items/{add_item(client, queue)['id']}"
    allowed = (200, 400, 404)
    assert client.post(PATH, json=body).status_code in allowed
    if isinstance(body, dict):
        assert post_queue(client, config, **body).status_code in allowed
        more = {"objectId": "x", "objectType": "TRACE"} | body
        assert client.post(f"{PATH}/{queue}/items", json=more).status_code in allowed
    assert client.patch(item, json=body).status_code in allowed
    for method in ("POST", "DELETE"):
        answer = client.request(method, f"{PATH}/{queue}/assignments", json=body)
        assert answer.status_code in allowed
    assert client.get(f"{PATH}/%00/items/%00").status_code in allowed
    assert client.get(f"{PATH}/{queue}/items").status_code == 200
