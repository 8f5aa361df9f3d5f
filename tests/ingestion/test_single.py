"""The legacy endpoints for one entity, and the scores endpoint."""

from __future__ import annotations

import pytest
from tests.whole_app import BEARER

TIME = "2026-01-01T00:00:00.000Z"
SCORES = "/api/public/scores"


def patch(app, path, body):
    import json

    return app.send("PATCH", path, json.dumps(body).encode())


def test_a_trace(app):
    answer = app.post("/api/public/traces", {"id": "lt", "name": "n", "input": {"a": 1}})
    assert (answer.status_code, answer.json()) == (200, {"id": "lt"})
    row = app.row("traces", "lt")
    assert (row["name"], row["input"], row["source"]) == ("n", '{"a":1}', "api")


def test_an_id_is_made_when_none_is_sent(app):
    first = app.post("/api/public/traces", {"name": "n"}).json()["id"]
    second = app.post("/api/public/traces", {"name": "n", "id": None}).json()["id"]
    assert first != second and app.row("traces", first)["name"] == "n"


def test_a_span_and_its_update(app):
    body = {"id": "ls", "traceId": "lt", "name": "n", "startTime": TIME}
    assert app.post("/api/public/spans", body).json() == {"id": "ls"}
    answer = patch(app, "/api/public/spans", {"spanId": "ls", "output": "done"})
    assert (answer.status_code, answer.json()) == (200, {"id": "ls"})
    row = app.row("observations", "ls")
    assert (row["type"], row["name"], row["output"]) == ("SPAN", "n", "done")


def test_a_generation_with_its_old_names_and_its_update(app):
    body = {"id": "lg", "traceId": "lt", "prompt": [{"role": "user"}], "model": "m"}
    body |= {"usage": {"promptTokens": 1, "completionTokens": 2}}
    assert app.post("/api/public/generations", body).json() == {"id": "lg"}
    update = {"generationId": "lg", "completion": "said"}
    assert patch(app, "/api/public/generations", update).json() == {"id": "lg"}
    row = app.row("observations", "lg")
    assert (row["type"], row["model"]) == ("GENERATION", "m")
    assert (row["input"], row["output"]) == ('[{"role":"user"}]', "said")
    assert dict(row["provided_usage_details"]) == {"input": 1, "output": 2}


def test_an_event(app):
    answer = app.post("/api/public/events", {"id": "le", "traceId": "lt", "name": "n"})
    assert answer.json() == {"id": "le"}
    assert app.row("observations", "le")["type"] == "EVENT"


@pytest.mark.parametrize(
    ("method", "path", "body", "issue"),
    [
        ("POST", "/api/public/traces", {"name": 5}, ["name"]),
        ("POST", "/api/public/spans", {"level": "LOUD"}, ["level"]),
        ("PATCH", "/api/public/spans", {"id": "x"}, ["spanId"]),
        ("PATCH", "/api/public/generations", {"generationId": None}, ["generationId"]),
        ("POST", "/api/public/generations", {"usage": 5}, ["usage"]),
        ("POST", "/api/public/events", {"traceId": ["x"]}, ["traceId"]),
        ("POST", SCORES, {"traceId": "t", "name": "n", "value": None}, ["value"]),
        ("POST", "/api/public/traces", [], []),
    ],
)
def test_a_bad_body_is_a_400_with_issues(app, method, path, body, issue):
    answer = app.client.request(method, path, json=body, auth=("pk-lf-test", "sk-lf-test"))
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid request data"
    (found,) = answer.json()["error"]
    assert found["path"] == issue and found["message"]


def test_a_public_key_alone_reaches_no_legacy_endpoint(app):
    for path in ("traces", "spans", "generations", "events"):
        answer = app.client.post(f"/api/public/{path}", json={"id": "no"}, headers=BEARER)
        assert answer.status_code == 403
    assert app.rows("traces", "no") == [] and app.rows("observations", "no") == []


# --- scores


def test_one_score_and_its_successor(app):
    body = {"id": "ss", "traceId": "t", "name": "n", "value": 1, "timestamp": TIME}
    answer = app.post(SCORES, body)
    assert (answer.status_code, answer.json()) == (200, {"id": "ss"})
    answer = app.post(SCORES, body | {"value": "good", "comment": "changed"})
    assert answer.status_code == 200
    row = app.row("scores", "ss")
    assert (row["data_type"], row["value"], row["string_value"]) == ("CATEGORICAL", 0, "good")
    assert row["comment"] == "changed" and row["timestamp"].year == 2026


def test_a_score_by_public_key(app):
    body = {"traceId": "t", "name": "thumbs", "value": 1, "dataType": "BOOLEAN"}
    answer = app.client.post(SCORES, json=body, headers=BEARER)
    assert answer.status_code == 200
    assert app.row("scores", answer.json()["id"])["string_value"] == "True"


def test_annotations_need_a_config(app):
    body = {"id": "sa", "traceId": "t", "name": "n", "value": 1, "source": "ANNOTATION"}
    assert app.post(SCORES, body).status_code == 400
    made = app.post("/api/public/score-configs", {"name": "n", "dataType": "NUMERIC"}).json()["id"]
    assert app.post(SCORES, body | {"configId": made}).status_code == 200
    row = app.row("scores", "sa")
    assert (row["score_source"], row["config_id"]) == ("ANNOTATION", made)
    assert app.post(SCORES, body | {"source": "EVAL"}).status_code == 400


def test_a_list_of_scores(app):
    good = [{"id": f"sl{n}", "traceId": "t", "name": "n", "value": n} for n in range(3)]
    answer = app.post(SCORES, good)
    assert (answer.status_code, answer.json()) == (202, {"message": "Accepted"})
    assert app.row("scores", "sl2")["value"] == 2

    answer = app.post(
        SCORES, [{"name": "n"}, {"id": "sl9", "sessionId": "s"} | good[0], 5, good[1]]
    )
    assert answer.status_code == 207
    body = answer.json()
    assert (body["accepted"], body["rejected"]) == (1, 3)
    assert [set(error) for error in body["errors"]] == [{"message"}] * 3
    assert "$[0]" in body["errors"][0]["message"]
    assert app.post(SCORES, []).status_code == 202
