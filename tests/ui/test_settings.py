"""What the settings, ingestion and palette pages read and write, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.browser.story import AGENT, event, iso, refused, tell_app
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

pytestmark = pytest.mark.long

PASSWORD = "correct horse battery"
PATH = f"/api/projects/{PROJECT}"
HEADERS = {"X-Gatelight-Project": PROJECT}
MODEL = {"modelName": "house", "matchPattern": "^house-", "inputPrice": 1e-6, "outputPrice": 2e-6}
CONFIG = {"name": "tone", "dataType": "NUMERIC", "minValue": 0, "maxValue": 1}
CONNECTION = {"provider": "mine", "adapter": "openai", "secretKey": "sk-very-secret-1234"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("settings")
    with whole_app(folder) as running:
        tell_app(running)
        running.post("/api/public/ingestion", {"batch": refused()})
        sign_up(running.client, "ada")
        yield running


@pytest.fixture(scope="module")
def viewer(app: WholeApp) -> Iterator[TestClient]:
    client = TestClient(app.client.app, raise_server_exceptions=False)
    sign_up(client, "viewer")
    body = {"email": "viewer@example.com", "role": "VIEWER"}
    assert app.client.post(f"{PATH}/members", json=body).status_code == 201
    yield client


def sign_up(client: TestClient, name: str) -> None:
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    assert client.post("/api/auth/signup", json=body).status_code == 200


WRITES: list[tuple[str, str, Any]] = [
    ("PATCH", PATH, {"name": "Stolen"}),
    ("PATCH", PATH, {"retentionDays": 1}),
    ("DELETE", PATH, None),
    ("POST", f"{PATH}/api-keys", {}),
    ("POST", f"{PATH}/members", {"email": "friend@example.com", "role": "VIEWER"}),
    ("POST", "/api/public/models", MODEL),
    ("PUT", f"{PATH}/prices/some-id", MODEL),
    ("DELETE", "/api/public/models/some-id", None),
    ("POST", "/api/public/score-configs", CONFIG),
    ("PATCH", "/api/public/score-configs/some-id", {"isArchived": True}),
    ("PUT", "/api/public/llm-connections", CONNECTION),
    ("DELETE", "/api/public/llm-connections/some-id", None),
    ("POST", f"{PATH}/test-call", {"model": "gatelight-demo"}),
    ("PUT", "/api/instance/choices", {"signupEnabled": False}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_viewer_writes_nothing(viewer: TestClient, method: str, path: str, body: Any) -> None:
    answer = viewer.request(method, path, json=body, headers=HEADERS)
    assert answer.status_code == 403, answer.text


def test_a_viewer_reads_the_same_pages(viewer: TestClient) -> None:
    for path in (
        PATH,
        f"{PATH}/members",
        f"{PATH}/prices?search=claude",
        f"{PATH}/lookup?id=x",
        "/api/public/score-configs",
        "/api/public/llm-connections",
        "/api/public/ingestion/arrivals",
    ):
        assert viewer.get(path, headers=HEADERS).status_code == 200, path
    trial = viewer.post(f"{PATH}/prices/trial", json={"model": "gpt-4o", "usage": {"input": 1}})
    assert trial.status_code == 200


def test_name_and_retention(app: WholeApp) -> None:
    changed = app.client.patch(PATH, json={"retentionDays": 30}).json()
    assert (changed["name"], changed["retentionDays"]) == ("Provisioned Project", 30)
    changed = app.client.patch(PATH, json={"name": "Renamed"}).json()
    assert (changed["name"], changed["retentionDays"]) == ("Renamed", 30)
    assert app.client.patch(PATH, json={"retentionDays": None}).json()["retentionDays"] is None
    for days in (0, -1, 10**6, "x"):
        assert app.client.patch(PATH, json={"retentionDays": days}).status_code == 400


def test_an_own_price_is_made_tried_changed_and_deleted(app: WholeApp) -> None:
    made = app.client.post("/api/public/models", json=MODEL, headers=HEADERS).json()
    listed = app.client.get(f"{PATH}/prices", params={"own": True}).json()
    assert [(each["id"], each["source"]) for each in listed["data"]] == [(made["id"], "project")]

    tried = {"model": "house-large", "usage": {"input": 1000, "output": 100}}
    answer = app.client.post(f"{PATH}/prices/trial", json=tried).json()
    assert answer["entry"]["id"] == made["id"]
    assert answer["totalCost"] == "0.0012"
    assert {line["usageKey"]: line["cost"] for line in answer["lines"]} == {
        "input": "0.001",
        "output": "0.0002",
    }

    dearer = MODEL | {"inputPrice": 1e-5}
    changed = app.client.put(f"{PATH}/prices/{made['id']}", json=dearer).json()
    assert changed["id"] != made["id"]
    assert app.client.post(f"{PATH}/prices/trial", json=tried).json()["totalCost"] == "0.0102"
    assert app.client.put(f"{PATH}/prices/{made['id']}", json=dearer).status_code == 404

    app.client.delete(f"/api/public/models/{changed['id']}", headers=HEADERS)
    answer = app.client.post(f"{PATH}/prices/trial", json=tried).json()
    assert answer["entry"] is None and answer["totalCost"] is None


def test_shared_prices_are_found_and_stay(app: WholeApp) -> None:
    listed = app.client.get(f"{PATH}/prices", params={"search": "claude-sonnet-4"}).json()
    assert listed["meta"]["totalItems"] > 0
    entry = listed["data"][0]
    assert "claude-sonnet-4" in entry["modelName"] and entry["sourceVersion"]
    assert app.client.put(f"{PATH}/prices/{entry['id']}", json=MODEL).status_code == 404
    assert (
        app.client.post(f"{PATH}/prices/trial", json={"model": "m", "at": "soon"}).status_code
        == 400
    )
    bad = {"model": "m", "usage": {"input": -1}}
    assert app.client.post(f"{PATH}/prices/trial", json=bad).status_code == 400


def test_an_id_is_found_whatever_it_is(app: WholeApp) -> None:
    def kinds(id_: str) -> dict[str, Any]:
        found = app.client.get(f"{PATH}/lookup", params={"id": id_}).json()["data"]
        return {each["kind"]: each for each in found}

    assert kinds(AGENT)["trace"]["name"] == "fix-nightly-build"
    assert kinds(f"{AGENT}-plan")["observation"]["traceId"] == AGENT
    assert set(kinds("chat-00")) == {"session"}
    assert set(kinds("ada@example.com")) == {"user"}
    assert kinds(f"{AGENT}-score")["score"]["traceId"] == AGENT
    assert kinds("nothing") == {}
    assert app.client.get("/api/projects/other/lookup", params={"id": AGENT}).status_code == 404
    assert app.client.get(f"{PATH}/lookup").status_code == 400


def test_where_a_trace_went_is_said(app: WholeApp) -> None:
    assert app.client.get(f"{PATH}/test-call/{AGENT}").json()["here"] is True
    organization = app.client.get("/api/auth/session").json()["organizations"][0]["id"]
    made = app.client.post(f"/api/organizations/{organization}/projects", json={"name": "Other"})
    other = f"/api/projects/{made.json()['id']}/test-call"
    assert app.client.get(f"{other}/{AGENT}").json() == {
        "here": False,
        "elsewhere": PROJECT,
        "elsewhereName": app.client.get(PATH).json()["name"],
    }
    assert app.client.get(f"{other}/nowhere").json()["elsewhere"] is None


def test_a_trace_has_landed_when_its_call_is_there(app: WholeApp) -> None:
    now = iso(datetime.now(UTC))
    head = event("trace-create", {"id": "landing", "timestamp": now})
    call = event("generation-create", {"id": "call", "traceId": "landing", "startTime": now})
    for landed, part in ((False, head), (True, call)):
        assert app.post("/api/public/ingestion", {"batch": [part]}).status_code == 207
        assert app.client.get(f"{PATH}/test-call/landing").json()["here"] is landed


def test_a_test_call_without_a_gateway_says_what_to_do(app: WholeApp) -> None:
    answer = app.client.post(f"{PATH}/test-call", json={"model": "gatelight-demo"})
    assert answer.status_code == 503
    assert "gatelight up" in answer.json()["message"]


def test_arrivals_are_counted_by_key_and_sdk(app: WholeApp) -> None:
    path = "/api/public/ingestion/arrivals"
    before = app.get(path).json()["senders"]
    [sender] = [each for each in before if each["source"] == "ingestion" and not each["sdkName"]]
    assert sender["publicKey"] == KEYS[0]
    assert sender["events"] > 100 and sender["refused"] == 2
    headers = {"x_langfuse_sdk_name": "python", "x-langfuse-sdk-version": "2.60.10"}
    event = {
        "id": "e",
        "type": "trace-create",
        "timestamp": "2026-01-01T00:00:00Z",
        "body": {"id": "t"},
    }
    app.post("/api/public/ingestion", {"batch": [event]}, headers=headers)
    app.post("/api/public/ingestion", {"batch": [event]}, headers=headers)
    answer = app.get(path).json()
    latest = answer["senders"][0]
    assert (latest["sdkName"], latest["sdkVersion"]) == ("python", "2.60.10")
    assert (latest["requests"], latest["events"], latest["refused"]) == (2, 2, 0)
    assert sum(each["events"] for each in answer["hours"]) == sum(
        each["events"] for each in answer["senders"]
    )
    later = app.get(path, fromTimestamp="2090-01-01T00:00:00Z").json()
    assert later == {"senders": [], "hours": []}
    assert app.get(path, fromTimestamp="soon").status_code == 400


def test_the_administrator_sees_how_the_parts_are(app: WholeApp) -> None:
    answer = app.client.get("/api/instance/status")
    assert answer.status_code == 200
    parts = {each["name"]: each for each in answer.json()["parts"]}
    assert parts["Event store"]["state"] == parts["Record store"]["state"] == "ok"
    assert parts["Event store"]["version"].startswith("2")
    tables = {(each["store"], each["name"]): each for each in answer.json()["sizes"]}
    assert tables["events", "observations"]["rows"] > 60
    assert tables["records", "all tables"]["bytes"] > 0
