from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from tests.store import NOW, SECOND, Store

URL = "/api/public/sessions"


@pytest.fixture(autouse=True)
def rows(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", session_id="chat/1", input="hello"),
            store.trace_row(id="b", session_id="chat/1", timestamp=NOW + 5 * SECOND),
            store.trace_row(id="c", session_id="s2", timestamp=NOW + SECOND, environment="staging"),
            store.trace_row(id="d"),
        ]
    )


def _ids(api: TestClient, **params: Any) -> list[str]:
    answer = api.get(URL, params=params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]]


def test_list(store: Store, api: TestClient) -> None:
    body = api.get(URL).json()
    assert body["meta"] == {"page": 1, "limit": 50, "totalItems": 2, "totalPages": 1}
    assert body["data"] == [
        {
            "id": "s2",
            "createdAt": "2026-05-28T20:26:41.000Z",
            "projectId": store.project_id,
            "environment": "staging",
        },
        {
            "id": "chat/1",
            "createdAt": "2026-05-28T20:26:40.000Z",
            "projectId": store.project_id,
            "environment": "default",
        },
    ]


def test_parameters(api: TestClient) -> None:
    assert _ids(api, environment="staging") == ["s2"]
    assert _ids(api, fromTimestamp="2026-05-28T20:26:41Z") == ["s2"]
    assert _ids(api, toTimestamp="2026-05-28T20:26:41Z") == ["chat/1"]
    assert _ids(api, limit=1, page=2) == ["chat/1"]
    assert api.get(URL, params={"page": 0}).status_code == 400


def test_one_with_its_traces(store: Store, api: TestClient) -> None:
    body = api.get(f"{URL}/{quote('chat/1', safe='')}").json()
    assert (body["id"], body["projectId"]) == ("chat/1", store.project_id)
    assert body["createdAt"] == "2026-05-28T20:26:40.000Z"
    assert [(trace["id"], trace["input"]) for trace in body["traces"]] == [
        ("b", None),
        ("a", "hello"),
    ]


def test_unknown_session(api: TestClient) -> None:
    answer = api.get(f"{URL}/nope")
    assert answer.status_code == 404
    assert answer.json()["error"] == "LangfuseNotFoundError"
