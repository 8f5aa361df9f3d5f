"""LLM connections over HTTP: upsert by provider, secrets sealed and never shown."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.record_app import MINE, TwoProjects

from gatelight.llm_connections.service import secrets_of

pytestmark = pytest.mark.long

PATH = "/api/public/llm-connections"
SECRET = "sk-very-secret-key-1234"
HEADERS = {"X-Team": "hidden-header-value", "X-Other": "ü"}


def put(client: TestClient, **fields: Any) -> httpx.Response:
    body = {"provider": "house", "adapter": "openai", "secretKey": SECRET}
    return client.put(PATH, json=body | fields)


def test_a_connection_reads_back_without_its_secrets(client: TestClient) -> None:
    answer = put(
        client,
        baseURL="http://127.0.0.1:4000/v1",
        customModels=["a", "b"],
        withDefaultModels=False,
        extraHeaders=HEADERS,
        config={"deep": [1, None]},
    )
    assert answer.status_code == 201
    made = answer.json()
    listed = client.get(PATH).json()
    assert listed["data"] == [made]
    assert listed["meta"]["totalItems"] == 1
    assert made.pop("createdAt").endswith("Z") and made.pop("updatedAt").endswith("Z")
    assert made.pop("id")
    assert made == {
        "provider": "house",
        "adapter": "openai",
        "displaySecretKey": "...1234",
        "baseURL": "http://127.0.0.1:4000/v1",
        "customModels": ["a", "b"],
        "withDefaultModels": False,
        "extraHeaderKeys": ["X-Team", "X-Other"],
        "config": {"deep": [1, None]},
    }


def test_nothing_secret_is_readable_in_the_store(projects: TwoProjects) -> None:
    put(projects.mine, extraHeaders=HEADERS)
    with projects.services.database.reader() as session:
        row = str(session.execute(text("SELECT * FROM llm_connections")).one())
    assert "house" in row
    assert SECRET not in row
    assert SECRET[:8] not in row
    assert "hidden" not in row
    assert secrets_of(projects.services, MINE, "house") == (SECRET, HEADERS)


def test_a_provider_has_one_connection(client: TestClient) -> None:
    first = put(client, customModels=["a"], extraHeaders=HEADERS).json()
    answer = put(client, adapter="anthropic", secretKey="another-secret-5678")
    assert answer.status_code == 200
    second = answer.json()
    assert (second["id"], second["createdAt"]) == (first["id"], first["createdAt"])
    assert (second["adapter"], second["displaySecretKey"]) == ("anthropic", "...5678")
    assert (second["customModels"], second["extraHeaderKeys"]) == ([], [])
    assert (second["withDefaultModels"], second["baseURL"], second["config"]) == (True, None, None)
    assert put(client, provider="other").status_code == 201
    rows = client.get(PATH, params={"limit": 1}).json()
    assert [row["provider"] for row in rows["data"]] == ["other"]
    assert rows["meta"]["totalPages"] == 2


def test_a_short_secret_is_not_shown_at_all(client: TestClient) -> None:
    assert put(client, secretKey="short-1234").json()["displaySecretKey"] == "..."


def test_deleting(projects: TwoProjects) -> None:
    path = f"{PATH}/{put(projects.mine).json()['id']}"
    gone = projects.mine.delete(path)
    assert (gone.status_code, list(gone.json())) == (200, ["message"])
    assert projects.mine.delete(path).status_code == 404
    assert projects.mine.get(PATH).json()["data"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"provider": ""},
        {"provider": "a\0"},
        {"adapter": "closed-ai"},
        {"secretKey": ""},
        {"secretKey": None},
        {"baseURL": "file:///etc/passwd"},
        {"baseURL": "/relative"},
        {"baseURL": "https://user:pass@example.com"},
        {"baseURL": "http://example.com:99999"},
        {"baseURL": "http://[bad"},
        {"baseURL": "http://a b"},
        {"customModels": [""]},
        {"extraHeaders": {"bad name": "x"}},
        {"extraHeaders": {"x": "a\r\nInjected: 1"}},
        {"extraHeaders": {"x": 1}},
        {"adapter": "bedrock"},
        {"adapter": "bedrock", "config": {"region": ""}},
        {"config": [1]},
    ],
)
def test_what_cannot_be_a_connection_is_refused(client: TestClient, fields: dict[str, Any]) -> None:
    answer = put(client, **fields)
    assert answer.status_code == 400, answer.text
    assert SECRET not in answer.text
    assert client.get(PATH).json()["data"] == []


def test_bedrock_with_its_region(client: TestClient) -> None:
    assert put(client, adapter="bedrock", config={"region": "eu-west-1"}).status_code == 201


def test_another_project_sees_and_changes_nothing(projects: TwoProjects) -> None:
    mine = put(projects.mine).json()
    assert projects.theirs.get(PATH).json()["data"] == []
    assert projects.theirs.delete(f"{PATH}/{mine['id']}").status_code == 404
    theirs = put(projects.theirs, secretKey="theirs-theirs-theirs")
    assert theirs.status_code == 201
    assert projects.mine.get(PATH).json()["data"] == [mine]
    assert secrets_of(projects.services, MINE, "house").secret_key == SECRET


words = st.sampled_from(["openai", "http://x", "\0", "x"]) | st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers() | words
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(words, scalars, max_size=2)
names = ["provider", "adapter", "secretKey", "baseURL", "customModels", "withDefaultModels"]
names += ["extraHeaders", "config"]
bodies = st.dictionaries(st.sampled_from(names), values, max_size=4) | values


@given(bodies)
@settings(max_examples=100)
def test_any_body(client: TestClient, body: Any) -> None:
    assert client.put(PATH, json=body).status_code in (200, 201, 400)
    if isinstance(body, dict):
        assert put(client, **body).status_code in (200, 201, 400)
    assert client.get(PATH).status_code == 200
    assert client.delete(f"{PATH}/%00").status_code in (400, 404)


@pytest.mark.parametrize("field", ["secretKey", "provider", "baseURL"])
def test_half_a_surrogate_pair(client: TestClient, field: str) -> None:
    body = b'{"provider":"p","adapter":"openai","secretKey":"s","%s":"http://\\ud800"}'
    answer = client.put(
        PATH,
        content=body.replace(b"%s", field.encode()),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
