"""Comments over HTTP: on what exists, of the own project, newest first."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_app import TwoProjects
from tests.store import Store

pytestmark = pytest.mark.long

PATH = "/api/public/comments"


def post(client: TestClient, store: Store, **fields: Any) -> httpx.Response:
    body = {
        "projectId": store.project_id,
        "objectType": "TRACE",
        "objectId": "trace",
        "content": "Why?",
    }
    return client.post(PATH, json=body | fields)


def create(client: TestClient, store: Store, **fields: Any) -> str:
    answer = post(client, store, **fields)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["id"]
    made: str = answer.json()["id"]
    return made


@pytest.fixture(autouse=True)
def objects(store: Store) -> None:
    store.trace(id="trace", session_id="session")
    store.observation(id="observation", trace_id="trace")


def test_a_comment_reads_back(client: TestClient, store: Store) -> None:
    made = create(client, store, content="  Why\nthis?  ", authorUserId="ada")
    found = client.get(f"{PATH}/{made}").json()
    assert found.pop("createdAt").endswith("Z")
    assert found.pop("updatedAt").endswith("Z")
    assert found == {
        "id": made,
        "projectId": store.project_id,
        "objectType": "TRACE",
        "objectId": "trace",
        "content": "Why\nthis?",
        "authorUserId": "ada",
    }
    plain = create(client, store, authorUserId=None)
    assert client.get(f"{PATH}/{plain}").json()["authorUserId"] is None


def test_what_is_commented_must_exist(client: TestClient, store: Store) -> None:
    prompt = client.post("/api/public/v2/prompts", json={"name": "p", "prompt": "x"}).json()
    ids = {
        "TRACE": "trace",
        "OBSERVATION": "observation",
        "SESSION": "session",
        "PROMPT": prompt["id"],
    }
    for kind, object_id in ids.items():
        create(client, store, objectType=kind, objectId=object_id)
        missing = post(client, store, objectType=kind, objectId="nowhere")
        assert missing.status_code == 404
        assert missing.json()["error"] == "LangfuseNotFoundError"
    assert client.get(PATH).json()["meta"]["totalItems"] == 4


def test_lists(client: TestClient, store: Store) -> None:
    first = create(client, store, authorUserId="ada")
    second = create(client, store, objectType="OBSERVATION", objectId="observation")
    third = create(client, store, authorUserId="bob")

    def ids(**params: Any) -> list[str]:
        answer = client.get(PATH, params=params)
        assert answer.status_code == 200
        return [row["id"] for row in answer.json()["data"]]

    assert ids() == [third, second, first]
    assert ids(objectType="TRACE") == [third, first]
    assert ids(objectType="OBSERVATION", objectId="observation") == [second]
    assert ids(objectType="SESSION", objectId="observation") == []
    assert ids(authorUserId="ada") == [first]
    assert ids(limit=1, page=2) == [second]
    assert client.get(PATH, params={"objectId": "trace"}).status_code == 400
    assert client.get(PATH, params={"objectType": "USER"}).status_code == 400
    meta = client.get(PATH, params={"limit": 2}).json()["meta"]
    assert meta == {"page": 1, "limit": 2, "totalItems": 3, "totalPages": 2}


@pytest.mark.parametrize(
    "fields",
    [
        {"content": ""},
        {"content": "  \n "},
        {"content": "x" * 5001},
        {"content": None},
        {"content": "a\0"},
        {"objectType": "USER"},
        {"objectId": ""},
        {"objectId": "\U0001f600" * 600},
        {"projectId": "another"},
        {"projectId": None},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_a_comment_is_refused(
    client: TestClient, store: Store, fields: dict[str, Any]
) -> None:
    assert post(client, store, **fields).status_code == 400
    assert client.get(PATH).json()["data"] == []


def test_the_longest_comment(client: TestClient, store: Store) -> None:
    made = create(client, store, content=" " + "ü" * 5000)
    assert len(client.get(f"{PATH}/{made}").json()["content"]) == 5000


def test_another_project_sees_and_comments_nothing(projects: TwoProjects, store: Store) -> None:
    made = create(projects.mine, store)
    theirs = projects.theirs
    assert theirs.get(f"{PATH}/{made}").status_code == 404
    assert theirs.get(PATH).json()["data"] == []
    other = f"{store.project_id}-other"
    for kind, object_id in (("TRACE", "trace"), ("OBSERVATION", "observation")):
        answer = post(theirs, store, projectId=other, objectType=kind, objectId=object_id)
        assert answer.status_code == 404
    assert post(theirs, store).status_code == 400
    assert projects.mine.get(PATH).json()["meta"]["totalItems"] == 1


words = st.sampled_from(["TRACE", "PROMPT", "trace", "\0", "\U0001f600"]) | st.text(max_size=5)
values = st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=2)
names = ["projectId", "objectType", "objectId", "content", "authorUserId", "other"]


@given(st.dictionaries(st.sampled_from(names), values) | values)
@settings(max_examples=80)
def test_any_body(client: TestClient, store: Store, body: Any) -> None:
    assert client.post(PATH, json=body).status_code in (200, 400, 404)
    if isinstance(body, dict):
        assert post(client, store, **body).status_code in (200, 400, 404)
    for params in ({"objectType": "TRACE", "objectId": str(body)}, {"authorUserId": str(body)}):
        assert client.get(PATH, params=params).status_code in (200, 400)
    assert client.get(f"{PATH}/%00").status_code in (400, 404)
