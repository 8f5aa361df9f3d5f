"""Logs and metrics over HTTP: readable once answered, by the transport rules of traces."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.ingest.otlp.signal_exports import (
    attributes,
    counter,
    json_logs,
    json_metrics,
    metric_export,
)

LOGS = "/api/public/otel/v1/logs"
METRICS = "/api/public/otel/v1/metrics"
READS = {LOGS: "/api/public/log-records", METRICS: "/api/public/metric-points"}
PROTOBUF = "application/x-protobuf"


def export(url, session):
    """One record or point of a session, as JSON."""
    named = attributes(session__id=session)
    if url == LOGS:
        return json_logs({"attributes": named})
    return json_metrics(counter("calls", {"asInt": 1, "attributes": named}))


def stored(app, url, session):
    return app.get(READS[url], sessionId=session).json()["data"]


@pytest.mark.parametrize("url", [LOGS, METRICS])
def test_answered_is_readable_and_sent_again_is_stored_once(app, url):
    for _ in range(3):
        answer = app.post(url, export(url, "again"))
        assert (answer.status_code, answer.json()) == (200, {})
    (found,) = stored(app, url, "again")
    assert (found["sessionId"], found["scope"]["name"]) == ("again", "test")


@pytest.mark.parametrize("url", [LOGS, METRICS])
def test_gzip_in_chunks(app, url):
    packed = gzip.compress(json.dumps(export(url, "packed")).encode())
    chunks = (packed[at : at + 50] for at in range(0, len(packed), 50))
    assert app.send("POST", url, chunks, Content_Encoding="gzip").status_code == 200
    assert len(stored(app, url, "packed")) == 1


def test_protobuf(app):
    body = metric_export(
        {"session.id": "binary"}, lambda meter: meter.create_counter("calls").add(4)
    )
    assert app.send("POST", METRICS, body, Content_Type=PROTOBUF).status_code == 200
    assert [point["value"] for point in stored(app, METRICS, "binary")] == [4]


@pytest.mark.parametrize("url", [LOGS, METRICS])
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {"Content_Type": PROTOBUF}, 200),
        (b"{}", {}, 200),
        (b"{}", {"Content_Type": "text/plain"}, 400),
        (b"{", {}, 400),
        (b"\xff\xff", {"Content_Type": PROTOBUF}, 400),
        (b"not gzip", {"Content_Encoding": "gzip"}, 400),
        (b"{}", {"x_langfuse_ingestion_version": "5"}, 400),
    ],
)
def test_transport_rules(app, url, body, headers, status):
    answer = app.send("POST", url, body, **headers)
    assert answer.status_code == status
    assert list(answer.json()) == ([] if status == 200 else ["error"])


@pytest.mark.parametrize("url", [LOGS, METRICS])
def test_refused_exports_are_kept(app, url):
    app.send("POST", url, b'{"resourceLogs": 1, "resourceMetrics": 1}')
    note = app.get("/api/public/ingestion/refused", kind="refused").json()["data"][0]
    assert note["eventType"] == f"otlp-{url.rsplit('/', 1)[1]}"
    assert "is not an array" in note["reason"]
    assert note["detail"].startswith('{"resourceLogs"')


@pytest.mark.parametrize("url", [LOGS, METRICS])
def test_without_a_key(app, url):
    assert app.client.post(url, json=export(url, "stranger")).status_code == 401
    assert stored(app, url, "stranger") == []


def test_one_export_of_each_signal_makes_one_trace_s_story(app):
    span = {"traceId": "1" * 32, "spanId": "1" * 16, "name": "turn"}
    span |= {"attributes": attributes(session__id="story")}
    app.post("/api/public/otel/v1/traces", {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
    app.post(LOGS, json_logs({"traceId": "1" * 32, "eventName": "of.trace"}))
    app.post(METRICS, export(METRICS, "story"))
    told = app.get("/api/public/sessions/story/telemetry").json()
    assert (told["traceCount"], told["eventCounts"]) == (1, {"of.trace": 1})
    assert [metric["name"] for metric in told["metrics"]] == ["calls"]
    app.client.delete(f"/api/public/traces/{'1' * 32}", auth=("pk-lf-test", "sk-lf-test"))
    assert app.get("/api/public/log-records", traceId="1" * 32).json()["data"] == []


def test_a_session_of_claude_code(app):
    """Events and delta counters by their documented names; no trace."""
    named = {"session__id": "agent", "user__id": "device"}
    events = [
        {"event__name": "user_prompt", "event__sequence": 0, "prompt": "fix it"},
        {"event__name": "api_request", "event__sequence": 1, "cost_usd": 0.1, "input_tokens": 9},
        {"event__name": "tool_result", "event__sequence": 2, "success": "true"},
    ]
    resource = attributes(service__name="claude-code")
    records = [
        {
            "body": {"stringValue": f"claude_code.{event['event__name']}"},
            "attributes": attributes(**named, **event),
        }
        for event in events
    ]
    app.post(LOGS, json_logs(*reversed(records), resource=resource))
    told = app.get("/api/public/sessions/agent/telemetry").json()
    assert [event["name"] for event in told["events"]] == [
        "claude_code.user_prompt",
        "claude_code.api_request",
        "claude_code.tool_result",
    ]
    assert told["events"][0]["attributes"]["prompt"] == "fix it"
    assert told["events"][2]["attributes"]["success"] == "true"
    assert told["totals"]["source"] == "events"
    assert (told["totals"]["cost"], told["totals"]["tokens"]["input"]) == (0.1, 9)
    spent = [
        {"asDouble": cost, "attributes": attributes(**named, model=model)}
        for model, cost in (("opus", 0.25), ("haiku", 0.05))
    ]
    used = [
        {"asInt": str(number), "attributes": attributes(**named, type=kind, model="opus")}
        for kind, number in (("input", 12), ("cacheRead", 100))
    ]
    app.post(
        METRICS,
        json_metrics(
            counter("claude_code.cost.usage", *spent, unit="USD"),
            counter("claude_code.token.usage", *used, unit="tokens"),
            resource=resource,
        ),
    )
    told = app.get("/api/public/sessions/agent/telemetry").json()
    assert told["totals"] == {
        "source": "metrics",
        "cost": pytest.approx(0.3),
        "tokens": {"input": 12, "cacheRead": 100},
    }
