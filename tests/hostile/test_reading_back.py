"""What is odd but legal is stored, and no read fails on it."""

from __future__ import annotations

import json

TIME = "2026-01-01T00:00:00.000Z"


def nested(levels):
    return "[" * levels + "]" * levels


def raw_event(type, body: str) -> str:
    return f'{{"id":"{type}","type":"{type}","timestamp":"{TIME}","body":{body}}}'


ODD_BODY = f"""{{
  "id": "odd", "traceId": "odd", "name": "\\u0000\\ud83d\\ude00", "userId": "", "sessionId": "odd",
  "input": {nested(400)},
  "output": {{"big": 123456789012345678901234567890, "float": 1e-300, "dup": 1, "dup": 2}},
  "metadata": {{"deep": {nested(150)}, "": {{}}, "big": 123456789012345678901234567890,
               "empty": "", "null": null, "text": "[not json", "number": "5"}},
  "modelParameters": {{"nested": {{"a": [1, null]}}, "none": null, "stop": ["a"]}},
  "usageDetails": {{"input": 9223372036854775807, "": 1}},
  "costDetails": {{"input": 999999999999999, "total": 1e-12}},
  "version": "\\n", "environment": "odd", "endTime": "1970-01-01T00:00:00Z", "model": "\\u0000"
}}"""


def test_odd_events_are_stored_and_read(app):
    batch = ",".join(
        raw_event(type, ODD_BODY) for type in ("trace-create", "span-create", "generation-create")
    )
    score = '{"id":"odd","traceId":"odd","name":"\\u0000","value":1e308,"metadata":[1]}'
    body = f'{{"batch":[{batch},{raw_event("score-create", score)}]}}'
    answer = app.send("POST", "/api/public/ingestion", body.encode())
    assert answer.status_code == 207 and answer.json()["errors"] == []
    assert len(answer.json()["successes"]) == 4
    assert app.row("traces", "odd")["input"] == nested(400)
    output = app.row("observations", "odd")["output"]
    assert json.loads(output)["big"] == 123456789012345678901234567890
    for path in (
        "traces",
        "traces/odd",
        "observations",
        "observations/odd",
        "sessions",
        "sessions/odd",
        "scores",
        "scores/odd",
        "v2/scores",
        "v3/scores",
        "v2/observations",
        "metrics/daily",
        "ingestion/refused",
    ):
        read = app.get(f"/api/public/{path}")
        assert read.status_code < 500, (path, read.text)
