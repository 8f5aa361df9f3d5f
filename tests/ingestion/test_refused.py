"""What was refused or altered can be read, by its project alone."""

from __future__ import annotations

import pytest
from tests.whole_app import KEYS, whole_app

pytestmark = pytest.mark.long

URL = "/api/public/ingestion/refused"
TIME = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def app(tmp_path):
    with whole_app(tmp_path, refused_events_kept=20) as running:
        yield running


def event(id, type, body):
    return {"id": id, "type": type, "timestamp": TIME, "body": body}


def test_a_refused_event_is_kept_even_when_nothing_else_is(app):
    headers = {"x_langfuse_sdk_name": "python", "x-langfuse-sdk-version": "2.60.10"}
    batch = {"batch": [event("bad", "span-create", {"id": 5})]}
    assert app.post("/api/public/ingestion", batch, headers=headers).status_code == 207
    body = app.get(URL).json()
    assert body["meta"] == {"page": 1, "limit": 50, "totalItems": 1, "totalPages": 1}
    (note,) = body["data"]
    assert note["kind"] == "refused" and "$.body.id" in note["reason"]
    assert (note["eventId"], note["eventType"]) == ("bad", "span-create")
    assert (note["publicKey"], note["sdkName"], note["sdkVersion"]) == (
        KEYS[0],
        "python",
        "2.60.10",
    )
    assert '"id":5' in note["detail"].replace(" ", "") and note["timestamp"].endswith("Z")


def test_alterations_and_whole_bodies_are_kept_and_can_be_filtered(app):
    batch = [
        event("long", "trace-create", {"id": "tl", "name": "x" * 2000, "environment": "A B"}),
        event("bad", "nonsense", {}),
    ]
    app.post("/api/public/ingestion", {"batch": batch})
    app.send("POST", "/api/public/ingestion", b"not json \x00")
    app.post("/api/public/traces", {"name": 5})
    app.post("/api/public/scores", [{"name": "no subject", "value": 1}])
    reasons = [note["reason"] for note in app.get(URL).json()["data"]]
    assert len(reasons) == 6
    assert "Exactly one" in reasons[0], "newest first"
    assert len(app.get(URL, kind="refused").json()["data"]) == 4
    altered = app.get(URL, kind="altered").json()["data"]
    assert [note["entityId"] for note in altered] == ["tl", "tl"]
    assert [n["kind"] for n in app.get(URL, eventId="bad").json()["data"]] == ["refused"]
    assert len(app.get(URL, entityId="tl").json()["data"]) == 2
    page = app.get(URL, limit=4, page=2).json()
    assert len(page["data"]) == 2 and page["meta"]["totalPages"] == 2
    moment = app.get(URL).json()["data"][0]["timestamp"]
    assert app.get(URL, fromTimestamp="2099-01-01T00:00:00Z").json()["data"] == []
    assert app.get(URL, toTimestamp="2001-01-01T00:00:00Z").json()["data"] == []
    assert app.get(URL, fromTimestamp=moment).json()["meta"]["totalItems"] >= 1
    for bad in ({"page": 0}, {"limit": 101}, {"kind": "odd"}, {"fromTimestamp": "x"}):
        assert app.get(URL, **bad).status_code == 400


def test_only_the_newest_are_kept(app):
    for n in range(60):
        app.post("/api/public/ingestion", {"batch": [event(f"e{n}", "nonsense", {})]})
    kept = [note["eventId"] for note in app.get(URL, limit=100).json()["data"]]
    assert kept[:20] == [f"e{n}" for n in range(59, 39, -1)]
    assert len(kept) <= 25
