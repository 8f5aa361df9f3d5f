"""LiteLLM's administration routes on the gateway's port, from a user's making to their call."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.end_to_end.money import bearer
from tests.end_to_end.scene import Scene
from tests.end_to_end.test_calls_become_traces import CHAT

pytestmark = pytest.mark.slow


def send(scene: Scene, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    sent = headers or scene.gateway.master
    return httpx.request(method, scene.gateway.url + path, json=body, headers=sent, timeout=60)


def test_a_user_is_made_calls_and_is_deleted(scene: Scene) -> None:
    made = send(scene, "POST", "/user/new", {"user_id": "erna", "max_budget": 1}).json()
    key = made["key"]
    response = httpx.post(
        scene.gateway.url + "/v1/chat/completions", json=CHAT, headers=bearer(key), timeout=60
    )
    assert response.status_code == 200, response.text
    assert scene.trace_of(response)["userId"] == "erna"
    own = send(scene, "GET", "/key/info", None, **bearer(key))
    assert own.json()["info"]["user_id"] == "erna"
    assert send(scene, "GET", "/user/list", None, **bearer(key)).status_code == 403
    assert send(scene, "GET", "/user/list", None, **{"x-nothing": "1"}).status_code == 401
    told = send(scene, "GET", "/user/info?user_id=erna").json()
    assert told["user_info"]["max_budget"] == 1
    assert send(scene, "POST", "/user/delete", {"user_ids": ["erna"]}).json() == 1
    assert send(scene, "GET", "/user/info?user_id=erna").status_code == 404
    assert send(scene, "GET", "/key/no-such-thing").status_code == 404
