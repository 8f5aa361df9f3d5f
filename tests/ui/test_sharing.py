"""A shared trace is readable without a log-in; nothing but that trace is."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.browser.story import AGENT, event, iso
from tests.ui.conftest import PATH, logged_out
from tests.whole_app import PROJECT, WholeApp

pytestmark = pytest.mark.long

SHARED = f"/api/shared/{PROJECT}"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def with_image(trace_id: str, pixel: str) -> dict[str, Any]:
    return event(
        "span-create",
        {
            "id": f"{trace_id}-image",
            "traceId": trace_id,
            "startTime": iso(datetime.now(UTC)),
            "input": f"data:image/png;base64,{pixel}",
        },
    )


@pytest.fixture(scope="module")
def pictures(app: WholeApp) -> dict[str, str]:
    """Ids of the media of the shared trace and of another one."""
    other = base64.b64encode(base64.b64decode(PIXEL) + b"another").decode()
    ids = {}
    for trace_id, pixel in ((AGENT, PIXEL), ("trace-001", other)):
        app.post("/api/public/ingestion", {"batch": [with_image(trace_id, pixel)]})
        text = app.get(f"/api/public/observations/{trace_id}-image").json()["input"]
        ids[trace_id] = text.split("|id=")[1].split("|")[0]
    return ids


@pytest.fixture
def shared(app: WholeApp) -> Iterator[WholeApp]:
    """The agent's trace is shared and nobody is logged in."""
    body = {"traceId": AGENT, "public": True}
    assert app.client.put(f"{PATH}/trace-sharing", json=body).status_code == 200
    with logged_out(app):
        yield app
    app.client.put(f"{PATH}/trace-sharing", json=body | {"public": False})


def reads(trace_id: str, observation_id: str) -> tuple[str, ...]:
    return (
        f"{SHARED}/trace?traceId={trace_id}",
        f"{SHARED}/observation?traceId={trace_id}&id={observation_id}",
        f"{SHARED}/trace-contents?traceId={trace_id}",
        f"{SHARED}/payload?traceId={trace_id}&observationId={observation_id}&field=input",
    )


def test_nothing_is_shared_unasked(app: WholeApp, pictures: dict[str, str]) -> None:
    with logged_out(app):
        for path in reads(AGENT, f"{AGENT}-plan"):
            answer = app.client.get(path)
            assert answer.status_code == 404, path
            assert "no shared trace" in answer.json()["message"]
        picture = app.client.get(f"{SHARED}/media/{pictures[AGENT]}?traceId={AGENT}")
        assert picture.status_code == 404


def test_a_shared_trace_is_read_by_everybody(shared: WholeApp, pictures: dict[str, str]) -> None:
    for path in reads(AGENT, f"{AGENT}-plan"):
        assert shared.client.get(path).status_code == 200, path
    tree = shared.client.get(f"{SHARED}/trace?traceId={AGENT}")
    assert tree.headers["cache-control"] == "no-store"
    assert tree.json()["userId"] is None
    picture = shared.client.get(f"{SHARED}/media/{pictures[AGENT]}?traceId={AGENT}")
    assert picture.headers["content-type"] == "image/png"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert picture.content == base64.b64decode(PIXEL)


def test_nothing_but_that_trace_is(shared: WholeApp, pictures: dict[str, str]) -> None:
    closed = [
        *reads("trace-001", "trace-001-call"),
        # another trace's observation, asked for through the shared one
        f"{SHARED}/observation?traceId={AGENT}&id=trace-001-call",
        f"{SHARED}/payload?traceId={AGENT}&observationId=trace-001-call&field=input",
        f"{SHARED}/media/{pictures['trace-001']}?traceId={AGENT}",
        f"{SHARED}/media/{pictures['trace-001']}?traceId=trace-001",
        f"/api/shared/another-project/trace?traceId={AGENT}",
    ]
    for path in closed:
        assert shared.client.get(path).status_code == 404, path
    for path in (
        f"{PATH}/traces/{AGENT}",
        f"{PATH}/comments?objectType=TRACE&objectId={AGENT}",
        f"{PATH}/session?sessionId=chat-00",
        "/api/public/traces",
        f"/api/public/traces/{AGENT}",
        f"/api/public/observations/{AGENT}-plan",
    ):
        headers = {"X-Gatelight-Project": PROJECT}
        assert shared.client.get(path, headers=headers).status_code == 401, path
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = shared.client.request(method, f"{SHARED}/trace?traceId={AGENT}", json={})
        assert answer.status_code == 405


def test_people_and_keys_are_left_out(app: WholeApp) -> None:
    trace_id = "with-people"
    start = iso(datetime.now(UTC))
    app.post(
        "/api/public/ingestion",
        {
            "batch": [
                event(
                    "trace-create",
                    {"id": trace_id, "timestamp": start, "userId": "secret-person"},
                ),
                event(
                    "generation-create",
                    {
                        "id": f"{trace_id}-call",
                        "traceId": trace_id,
                        "startTime": start,
                        "metadata": {
                            "user_api_key_alias": "secret-alias",
                            "user_api_key_hash": "secret-hash",
                            "kept": "yes",
                        },
                    },
                ),
            ]
        },
    )
    app.client.put(f"{PATH}/trace-sharing", json={"traceId": trace_id, "public": True})
    with logged_out(app):
        for path in reads(trace_id, f"{trace_id}-call")[:3]:
            assert "secret" not in app.client.get(path).text
        found = app.client.get(reads(trace_id, f"{trace_id}-call")[1]).json()
        assert found["metadata"] == {"kept": "yes"}


def test_sharing_ends(app: WholeApp) -> None:
    body = {"traceId": AGENT, "public": True}
    app.client.put(f"{PATH}/trace-sharing", json=body)
    app.client.put(f"{PATH}/trace-sharing", json=body | {"public": False})
    with logged_out(app):
        assert app.client.get(f"{SHARED}/trace?traceId={AGENT}").status_code == 404
    nothing = app.client.put(f"{PATH}/trace-sharing", json=body | {"traceId": "nothing"})
    assert nothing.status_code == 404
    wrong = app.client.put(f"{PATH}/trace-sharing", json={"traceId": AGENT, "public": "yes"})
    assert wrong.status_code == 400
