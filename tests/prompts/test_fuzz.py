"""No body, path or query makes a 5xx, and what was accepted can be read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.prompts.calls import PATH, get
from tests.record_app import two_projects
from tests.record_store import BOTH

from gatelight.prompts.routes import router
from gatelight.records.database import Database

pytestmark = pytest.mark.long

FIELDS = ["name", "prompt", "type", "config", "labels", "tags", "commitMessage", "newLabels"]
WORDS = ["p", "text", "chat", "chatmessage", "placeholder", "production", "latest", "\0", "a/b"]
WORDS += ["@@@langfusePrompt:name=p|version=1@@@", "@@@langfusePrompt:name=q|label=latest@@@"]
texts = st.sampled_from(WORDS) | st.text(max_size=8)
numbers = st.integers() | st.sampled_from([0, 1, 2**31, 2**63, 2**64, 1e300])
scalars = st.none() | st.booleans() | numbers | texts
keys = st.sampled_from(["role", "content", "type", "name"]) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)
likely = st.fixed_dictionaries(
    {"name": st.sampled_from(["p", "q", "a/b"]), "prompt": texts},
    optional={
        "labels": st.lists(texts, max_size=2),
        "tags": st.lists(texts, max_size=2) | st.none(),
        "config": values,
        "commitMessage": texts,
        "type": st.sampled_from(["text", None]),
    },
)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=8) | likely | values


@pytest.fixture(params=BOTH, scope="module")
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    if request.param == "sqlite":
        database = Database(f"sqlite:///{folder}/records.db")
    else:
        server = request.getfixturevalue("postgres_server")
        database = Database(server.url(server.create()))
    database.migrate()
    yield two_projects(database, folder, router).mine
    database.close()


SETTINGS = settings(max_examples=60)


@given(bodies)
@SETTINGS
def test_any_body(client: TestClient, body: Any) -> None:
    for path in (PATH, "/api/public/prompts"):
        answer = client.post(path, json=body)
        assert answer.status_code in (201, 400), answer.text
        if answer.status_code == 201:
            created = answer.json()
            found = get(client, created["name"], version=created["version"], resolve="false")
            assert found.json() == created
            assert get(client, created["name"], label="latest").status_code == 200
    answer = client.patch(f"{PATH}/p/versions/1", json=body)
    assert answer.status_code in (200, 400, 404), answer.text
    assert client.get(PATH).status_code == 200


@given(texts, texts, texts)
@SETTINGS
def test_any_path_and_query(client: TestClient, name: str, version: str, word: str) -> None:
    for params in ({"version": version}, {"label": word}, {"resolve": word}):
        assert get(client, name or "p", **params).status_code in (200, 400, 404)
    params = {"name": name, "label": version, "tag": word}
    assert client.get(PATH, params=params).status_code in (200, 400)
    assert client.get(PATH, params={"page": version, "limit": word}).status_code in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        b'{"name":"p","prompt":"\\ud800"}',
        b'{"name":"p\\ud800","prompt":"x"}',
        b'{"name":"p","prompt":"x","\\ud800":1}',
        b'{"name":"p","prompt":"x","config":"\\ud800"}',
        b'{"name":"p","prompt":"x","config":NaN}',
        b'{"name":"p","prompt":"x","config":1e999}',
        b'{"name":"p","prompt":"x","config":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"name":"p","prompt":"x","config":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
        b'{"name":"p","prompt":"x","tags":["\\ud800"]}',
        b'{"name":"p","prompt":"x","labels":["\\ud800"]}',
        b'{"name":"p","prompt":[{"role":"\\ud800","content":""}],"type":"chat"}',
        b"\xff",
        b"",
    ],
)
def test_bytes_no_honest_client_sends(client: TestClient, body: bytes) -> None:
    sent = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert sent.status_code in (201, 400), sent.text
    assert client.get(PATH).status_code == 200
