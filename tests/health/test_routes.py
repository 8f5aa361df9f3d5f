"""Health says whether the server and, when asked, its stores answer; readiness ends with a stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.ports import free_port

from gatelight import __version__
from gatelight.events.engine import EventEngine
from gatelight.health.routes import router
from gatelight.records.database import Database

OK = {"status": "OK", "version": __version__}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """A server whose record store answers and whose event store does not."""
    database = Database(f"sqlite:///{tmp_path / 'records.db'}")
    events = EventEngine(url=f"http://127.0.0.1:{free_port()}/gatelight")
    app = FastAPI()
    app.state.services = SimpleNamespace(database=database, events=events)
    app.state.stopping = False
    app.include_router(router)
    yield app
    database.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.mark.parametrize("path", ["/api/public/health", "/api/public/ready"])
def test_a_running_server_is_alive_and_ready(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (200, OK)
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_a_store_that_is_down_is_told_only_when_asked(client: TestClient) -> None:
    answer = client.get("/api/public/health?failIfDatabaseUnavailable=true")
    assert answer.status_code == 503
    assert answer.json()["status"] != "OK"


def test_a_stopping_server_is_alive_and_not_ready(app: FastAPI, client: TestClient) -> None:
    app.state.stopping = True
    assert client.get("/api/public/ready").status_code == 500
    assert client.get("/api/public/health").json() == OK
