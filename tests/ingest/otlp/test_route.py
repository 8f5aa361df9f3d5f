"""The endpoint over HTTP, down to the stored rows."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.otlp.exports import Export
from tests.ingest.otlp.test_decode import KEYS, SCOPES, VALUES
from tests.whole_app import whole_app

URL = "/api/public/otel/v1/traces"
REFUSED = "/api/public/ingestion/refused"
PROTOBUF = "application/x-protobuf"
LIMIT = 2_000_000


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with whole_app(tmp_path_factory.mktemp("data"), max_body_bytes=LIMIT) as running:
        yield running


def generation(**more):
    export = Export({"service.name": "app"})
    span = export.span(
        "answer",
        {
            "langfuse.observation.type": "generation",
            "langfuse.observation.input": '[{"role":"user","content":"hi"}]',
            "langfuse.observation.output": "hello",
            "langfuse.observation.model.name": "gpt-4o-mini",
            "langfuse.observation.usage_details": '{"input":3,"output":2}',
            "langfuse.observation.metadata.customer": "acme",
            "user.id": "ann",
            **more,
        },
        scope="langfuse-sdk",
        version="4.18.0",
    )
    context = span.get_span_context()
    return export.body(), format(context.trace_id, "032x"), format(context.span_id, "016x")


def test_answered_is_stored(app):
    body, trace_id, span_id = generation()
    answer = app.send("POST", URL, body, Content_Type=PROTOBUF)
    assert (answer.status_code, answer.json()) == (200, {})
    row = app.row("observations", span_id)
    assert (row["trace_id"], row["type"], row["model"]) == (trace_id, "GENERATION", "gpt-4o-mini")
    assert (row["user_id"], row["trace_name"], row["source"]) == ("ann", "answer", "otel")
    assert row["metadata"]["customer"] == "acme"
    assert row["total_cost"] is not None
    trace = app.row("traces", trace_id)
    assert (trace["input"], trace["output"]) == (row["input"], "hello")


def test_gzip_chunked_and_other_spellings_of_the_type(app):
    body, _, span_id = generation()
    packed = gzip.compress(body, mtime=0)
    chunks = (packed[at : at + 100] for at in range(0, len(packed), 100))
    answer = app.send(
        "POST",
        URL,
        chunks,
        Content_Type="Application/X-Protobuf; charset=utf-8",
        Content_Encoding="gzip",
    )
    assert answer.status_code == 200
    assert app.row("observations", span_id)["output"] == "hello"


def test_sdk_headers_are_kept(app):
    body, _, span_id = generation()
    app.send(
        "POST",
        URL,
        body,
        Content_Type=PROTOBUF,
        x_langfuse_sdk_name="python",
        x_langfuse_sdk_version="4.18.0",
        x_langfuse_ingestion_version="4",
    )
    row = app.row("observations", span_id)
    assert (row["sdk_name"], row["sdk_version"]) == ("python", "4.18.0")


def test_json(app):
    span = {
        "traceId": "c" * 32,
        "spanId": "c" * 16,
        "name": "s",
        "startTimeUnixNano": "1760000000000000000",
    }
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
    assert app.send("POST", URL, body).status_code == 200
    assert app.row("observations", "c" * 16)["name"] == "s"


def test_notes_are_kept(app):
    body, _, span_id = generation(**{"langfuse.observation.level": "PURPLE"})
    app.send("POST", URL, body, Content_Type=PROTOBUF)
    assert app.row("observations", span_id)["level"] == "DEFAULT"
    (note,) = app.get(REFUSED, entityId=span_id).json()["data"]
    assert note["kind"] == "altered"
    assert "PURPLE" in note["reason"]


def test_refused_exports_are_kept_too(app):
    before = app.get(REFUSED, kind="refused").json()["meta"]["totalItems"]
    app.send("POST", URL, b'{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}')
    app.send("POST", URL, b"\xff\xff", Content_Type=PROTOBUF)
    app.send("POST", URL, b" " * (LIMIT + 1))
    found = app.get(REFUSED, kind="refused").json()
    assert found["meta"]["totalItems"] == before + 3
    large, broken, without_ids = found["data"][:3]
    assert "larger" in large["reason"]
    assert "protobuf" in broken["reason"]
    assert "lacks its trace id" in without_ids["reason"]
    assert without_ids["detail"].startswith('{"resourceSpans"')


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {"Content_Type": PROTOBUF}, 200),
        (b"{}", {}, 200),
        (b"{}", {"Content_Type": "text/plain"}, 400),
        (b"{", {}, 400),
        (b"\xff\xff", {"Content_Type": PROTOBUF}, 400),
        (b"\x00\xff", {}, 400),
        (b"not gzip", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(b"{}", mtime=0)[:-9], {"Content_Encoding": "gzip"}, 400),
        (b"{}", {"Content_Encoding": "br"}, 400),
        (b"{}", {"x_langfuse_ingestion_version": "5"}, 400),
        (b"{}", {"x_langfuse_ingestion_version": "four"}, 400),
        (b"{}", {"x_langfuse_ingestion_version": "nan"}, 400),
        (b"{}", {"x_langfuse_ingestion_version": "3"}, 200),
        (b'{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}', {}, 400),
    ],
)
def test_transport_rules(app, body, headers, status):
    answer = app.send("POST", URL, body, **headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {}
    else:
        assert list(answer.json()) == ["error"]
        assert isinstance(answer.json()["error"], str)


@pytest.mark.parametrize("packed", [False, True])
def test_too_large(app, packed):
    body = b" " * (LIMIT + 1)
    headers = {"Content_Encoding": "gzip"} if packed else {}
    answer = app.send("POST", URL, gzip.compress(body, mtime=0) if packed else body, **headers)
    assert answer.status_code == 413


def test_without_a_key(app):
    body, _, span_id = generation()
    answer = app.client.post(URL, content=body, headers={"Content-Type": PROTOBUF})
    assert answer.status_code == 401
    assert not app.rows("observations", span_id)


def test_one_bad_span_refuses_the_export_and_stores_nothing(app):
    good = {"traceId": "d" * 32, "spanId": "d" * 16, "name": "good"}
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [good, {"name": "bad"}]}]}]})
    assert app.send("POST", URL, body).status_code == 400
    assert not app.rows("observations", "d" * 16)


def test_sent_again_is_stored_once(app):
    body, trace_id, span_id = generation()
    for _ in range(3):
        assert app.send("POST", URL, body, Content_Type=PROTOBUF).status_code == 200
    assert len(app.rows("observations", span_id)) == 1
    assert len(app.rows("traces", trace_id)) == 1


def test_times_of_a_clock_that_was_never_set(app):
    """Seconds after the epoch are stored, and their trace can be told more later."""
    export = {"traceId": "9" * 32, "startTimeUnixNano": 1_000_000_000}
    for index, user in enumerate(("ann", "bob")):
        span = {
            **export,
            "spanId": f"{index + 1:016x}",
            "attributes": [{"key": "user.id", "value": {"stringValue": user}}],
        }
        body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
        assert app.send("POST", URL, body).status_code == 200
    assert app.row("observations", f"{1:016x}")["user_id"] == "bob"


@settings(max_examples=25)
@given(
    scope=SCOPES,
    name=st.text(),
    attributes=st.lists(st.tuples(KEYS, VALUES), max_size=10),
    times=st.tuples(st.integers(), st.integers(min_value=0, max_value=2**64 - 1)),
)
def test_whatever_is_sent_is_stored_or_refused(app, scope, name, attributes, times):
    span = {
        "traceId": "e" * 32,
        "spanId": "e" * 16,
        "name": name,
        "startTimeUnixNano": str(times[0]),
        "endTimeUnixNano": times[1],
        "attributes": [{"key": key, "value": sent} for key, sent in attributes],
    }
    export = {"resourceSpans": [{"scopeSpans": [{"scope": {"name": scope}, "spans": [span]}]}]}
    answer = app.send("POST", URL, json.dumps(export).encode())
    assert answer.status_code in (200, 400), answer.text
