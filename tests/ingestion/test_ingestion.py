"""The batch endpoint, from HTTP to the stored rows."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.whole_app import BEARER, KEYS

URL = "/api/public/ingestion"
TIME = "2026-01-01T00:00:00.000Z"
LATER = "2026-01-01T00:00:01.000Z"


def event(id, type, body, timestamp=TIME):
    return {"id": id, "type": type, "timestamp": timestamp, "body": body}


def test_what_is_answered_is_stored(app):
    answer = app.post(
        URL,
        {
            "batch": [
                event("1", "trace-create", {"id": "t1", "name": "chat", "userId": "ann"}),
                event(
                    "2",
                    "generation-create",
                    {
                        "id": "g1",
                        "traceId": "t1",
                        "name": "answer",
                        "model": "gpt-4o",
                        "input": [{"role": "user", "content": "hi"}],
                        "output": "hello",
                        "usageDetails": {"input": 3, "output": 2},
                        "costDetails": {"total": 0.5},
                        "startTime": TIME,
                    },
                ),
                event("3", "generation-update", {"id": "g1", "endTime": LATER}, LATER),
                event("4", "score-create", {"id": "s1", "traceId": "t1", "name": "q", "value": 1}),
                event("5", "sdk-log", {"log": "x"}),
                event("6", "span-create", {"name": "no id"}),
            ],
            "metadata": {"sdk_name": "python"},
        },
    )
    assert answer.status_code == 207
    body = answer.json()
    assert body["successes"] == [{"id": str(n), "status": 201} for n in (1, 2, 3, 4)]
    (error,) = body["errors"]
    assert error["id"] == "6" and error["status"] == 400
    assert error["message"] == "Invalid request data" and "$.body.id" in error["error"]

    trace = app.row("traces", "t1")
    assert (trace["name"], trace["user_id"], trace["public_key"]) == ("chat", "ann", KEYS[0])
    assert (trace["source"], trace["sdk_name"]) == ("ingestion", "python")
    generation = app.row("observations", "g1")
    assert generation["trace_name"] == "chat" and generation["output"] == "hello"
    assert generation["input"] == '[{"role":"user","content":"hi"}]'
    assert generation["end_time"] is not None and generation["end_time"].second == 1
    assert dict(generation["usage_details"])["total"] == 5
    score = app.row("scores", "s1")
    assert (score["trace_id"], score["value"], score["data_type"]) == ("t1", 1.0, "NUMERIC")


def test_a_resent_batch_changes_nothing(app):
    batch = {
        "batch": [
            event("r1", "trace-create", {"name": "no id", "tags": ["a"]}),
            event("r2", "score-create", {"traceId": "again", "name": "q", "value": 1}),
            event("r3", "span-create", {"id": "sp", "traceId": "again", "name": "created"}),
        ]
    }
    update = {"batch": [event("r4", "span-update", {"id": "sp", "name": "updated"}, LATER)]}
    assert app.post(URL, batch).json()["errors"] == []
    assert app.post(URL, update).json()["errors"] == []
    before = [counts(app), app.row("observations", "sp")["name"]]
    again = app.post(URL, batch).json()
    assert [success["id"] for success in again["successes"]] == ["r1", "r2", "r3"]
    assert [counts(app), app.row("observations", "sp")["name"]] == before
    assert app.row("observations", "sp")["name"] == "updated"


def counts(app):
    return [
        app.services.events.query(
            f"SELECT count() AS n FROM {table} FINAL WHERE NOT is_deleted", {}
        )[0]["n"]
        for table in ("traces", "observations", "scores")
    ]


def test_a_public_key_alone_writes_scores_only(app):
    batch = [
        event("b1", "trace-create", {"id": "secret"}),
        event("b2", "score-create", {"id": "bs", "traceId": "t", "name": "n", "value": "good"}),
    ]
    answer = app.client.post(URL, json={"batch": batch}, headers=BEARER)
    assert answer.status_code == 207
    assert [success["id"] for success in answer.json()["successes"]] == ["b2"]
    (error,) = answer.json()["errors"]
    assert (error["id"], error["status"], error["error"]) == ("b1", 401, "Access Scope Denied")
    assert app.rows("traces", "secret") == []
    assert app.row("scores", "bs")["string_value"] == "good"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic bm86bm8="}])
def test_without_a_key_nothing_is_read(app, headers):
    answer = app.client.post(URL, json={"batch": []}, headers=headers)
    assert answer.status_code == 401
    assert set(answer.json()) == {"message"}


@pytest.mark.parametrize("body", [[], {}, {"batch": 5}, "text", None])
def test_a_malformed_batch_is_a_400_with_errors(app, body):
    answer = app.post(URL, body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"message", "errors"}
    assert answer.json()["errors"][0]["message"]


def test_gzip_and_chunked_bodies_are_read(app):
    data = json.dumps({"batch": [event("z1", "trace-create", {"id": "zipped"})]}).encode()
    zipped = gzip.compress(data)
    answer = app.send("POST", URL, zipped, content_encoding="gzip")
    assert answer.status_code == 207 and answer.json()["errors"] == []
    assert app.row("traces", "zipped")
    answer = app.send("POST", URL, (zipped[i : i + 7] for i in range(0, len(zipped), 7)))
    assert answer.status_code == 400, "gzip without its header is no JSON"
    pieces = data.replace(b"zipped", b"pieces")
    answer = app.send("POST", URL, (pieces[i : i + 7] for i in range(0, len(pieces), 7)))
    assert answer.status_code == 207
    assert app.row("traces", "pieces")


def test_large_batches_are_decoded_beside_the_event_loop(app):
    """Above the limit for decoding in place; the answer is the same."""
    batch = [
        event(f"big{n}", "span-create", {"id": f"big{n}", "traceId": "big", "input": "x" * 3000})
        for n in range(100)
    ]
    answer = app.post(URL, {"batch": batch})
    assert len(answer.json()["successes"]) == 100
    assert app.row("observations", "big99")["input_length"] == 3000
