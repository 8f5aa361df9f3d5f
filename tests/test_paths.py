"""Spellings of one path route alike."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from gatelight.paths import install_paths


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()

    @app.get("/api/public/{name:path}")
    def read(request: Request, name: str) -> dict[str, str]:
        return {"name": name, "raw": request.scope["raw_path"].decode()}

    install_paths(app, "/langfuse")
    return TestClient(app)


@pytest.mark.parametrize("slashes", ["/", "//", "///"])
def test_any_number_of_leading_slashes_is_one(client: TestClient, slashes: str) -> None:
    answer = client.get(f"http://testserver{slashes}api/public/traces")
    assert answer.json() == {"name": "traces", "raw": "/api/public/traces"}


def test_slashes_further_on_stay(client: TestClient) -> None:
    answer = client.get("http://testserver//api/public/a//b%2Fc")
    assert answer.json() == {"name": "a//b/c", "raw": "/api/public/a//b%2Fc"}


def test_the_api_answers_below_the_base_path(client: TestClient) -> None:
    answer = client.get("http://testserver//langfuse//api/public/a%2Fb")
    assert answer.json() == {"name": "a/b", "raw": "/api/public/a%2Fb"}


def test_nothing_else_moves_out_of_the_base_path(client: TestClient) -> None:
    assert client.get("http://testserver/langfuse/other").status_code == 404
