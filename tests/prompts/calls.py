"""Calls the prompt tests share."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
from fastapi.testclient import TestClient

PATH = "/api/public/v2/prompts"


def post(client: TestClient, name: str, prompt: Any = "Hello", **fields: Any) -> httpx.Response:
    return client.post(PATH, json={"name": name, "prompt": prompt, **fields})


def create(client: TestClient, name: str, prompt: Any = "Hello", **fields: Any) -> dict[str, Any]:
    answer = post(client, name, prompt, **fields)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def get(client: TestClient, name: str, **params: Any) -> httpx.Response:
    return client.get(f"{PATH}/{quote(name, safe='')}", params=params)


def read(client: TestClient, name: str, **params: Any) -> dict[str, Any]:
    answer = get(client, name, **params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def label(client: TestClient, name: str, version: int, *labels: str) -> httpx.Response:
    return client.patch(
        f"{PATH}/{quote(name, safe='')}/versions/{version}", json={"newLabels": list(labels)}
    )


def delete(client: TestClient, name: str, **params: Any) -> httpx.Response:
    return client.delete(f"{PATH}/{quote(name, safe='')}", params=params)
