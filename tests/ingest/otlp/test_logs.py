"""Log exports to stored records."""

from __future__ import annotations

import orjson
import pytest
from opentelemetry import trace as api
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk.trace import TracerProvider
from tests.ingest.otlp.exports import NOW, START, START_NS
from tests.ingest.otlp.signal_exports import attributes, decode, json_logs, log_export, logs_of

from gatelight.core.json import from_text
from gatelight.errors import PayloadTooLarge
from gatelight.ingest.otlp.model import MAX_ITEMS, Malformed


def record(**fields):
    return LogRecord(**{"timestamp": START_NS, "observed_timestamp": START_NS + 5_000_000} | fields)


def test_what_the_sdk_sends():
    span = TracerProvider(shutdown_on_exit=False).get_tracer("t").start_span("s")
    body = log_export(
        {"service.name": "app", "deployment.environment.name": "Prod"},
        record(
            context=api.set_span_in_context(span),
            severity_number=SeverityNumber.WARN2,
            severity_text="warning",
            body={"a": [1, "b"]},
            attributes={"session.id": "s1", "user.id": "ann", "n": 5, "s": "5", "ok": True},
            event_name="app.started",
        ),
    )
    (found,) = logs_of(body)
    context = span.get_span_context()
    assert (found.timestamp, found.observed_timestamp) == (START, START + 5_000)
    assert (found.severity, found.severity_number, found.severity_text) == ("WARN", 14, "warning")
    assert found.trace_id == format(context.trace_id, "032x")
    assert found.span_id == format(context.span_id, "016x")
    assert (found.session_id, found.user_id, found.environment) == ("s1", "ann", "prod")
    assert (found.name, found.service_name) == ("app.started", "app")
    assert (found.scope_name, found.scope_version, found.source) == ("test", "1.0", "otel")
    assert found.body == '{"a":[1,"b"]}'
    assert found.resource_attributes["service.name"] == "app"
    values = {key: from_text(value) for key, value in found.attributes.items()}
    assert values == {"session.id": "s1", "user.id": "ann", "n": 5, "s": "5", "ok": True}


def test_json_says_the_same():
    sent = json_logs(
        {
            "severityNumber": "SEVERITY_NUMBER_ERROR",
            "traceId": "a" * 32,
            "spanId": "b" * 16,
            "attributes": attributes(session__id="s1", count=3),
        },
        {"severityNumber": 1, "traceId": "", "observedTimeUnixNano": START_NS, "timeUnixNano": 0},
        resource=attributes(session__id="of-resource", user__id="ann"),
    )
    first, second = logs_of(orjson.dumps(sent), "json")
    assert (first.severity, first.trace_id, first.span_id) == ("ERROR", "a" * 32, "b" * 16)
    assert (first.session_id, first.user_id, first.body) == ("s1", "ann", "hello")
    assert (second.severity, second.trace_id, second.session_id) == ("TRACE", "", "of-resource")
    assert second.timestamp == START


def test_claude_code_names_its_event_in_the_body():
    sent = json_logs(
        {
            "body": {"stringValue": "claude_code.user_prompt"},
            "attributes": attributes(event__name="user_prompt", event__sequence=7),
        },
        {"attributes": attributes(event__name="other")},
        {"eventName": "own", "attributes": attributes(event__name="other")},
    )
    found = logs_of(orjson.dumps(sent), "json")
    assert [each.name for each in found] == ["claude_code.user_prompt", "other", "own"]
    assert [each.sequence for each in found] == [7, 1, 2]


def test_the_same_export_has_the_same_ids_and_equal_records_stay_apart():
    body = orjson.dumps(json_logs({}, {}, {"body": {"stringValue": "other"}}))
    ids = [each.id for each in logs_of(body, "json")]
    assert len(set(ids)) == 3
    assert [each.id for each in logs_of(body, "json")] == ids


def test_times_that_cannot_be_are_replaced_and_noted():
    sent = json_logs({"timeUnixNano": 0}, {"timeUnixNano": str(2**63)}, {})
    submission = decode("logs", orjson.dumps(sent), "json")
    assert [each.timestamp for each in submission.logs] == [NOW, NOW, START]
    (note,) = submission.notes
    assert (note.kind, note.reason[:14]) == ("altered", "2 log records ")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"\xff\xff", "protobuf"),
        (b"{", "json"),
        (b"[]", "json"),
        (b'{"resourceLogs": 1}', "json"),
        (b'{"resourceLogs": [{"scopeLogs": [1]}]}', "json"),
        (b'{"resourceLogs": [{"scopeLogs": [{"logRecords": [1]}]}]}', "json"),
        (b'{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"attributes": {}}]}]}]}', "json"),
    ],
)
def test_what_cannot_be_read_is_refused(body, encoding):
    with pytest.raises(Malformed):
        logs_of(body, encoding)


def test_too_many_records_are_refused():
    many = json_logs(*[{}] * (MAX_ITEMS + 1))
    with pytest.raises(PayloadTooLarge, match="log records"):
        logs_of(orjson.dumps(many), "json")


@pytest.mark.parametrize("number", [-1, 0, 25, 2**31, "LOUD", None, 1.5])
def test_unknown_severities_are_none(number):
    (found,) = logs_of(orjson.dumps(json_logs({"severityNumber": number})), "json")
    assert (found.severity, found.severity_number) == ("", 0)
