"""OTLP over gRPC: the same keys, limits and notes as over HTTP, with gRPC's own status codes."""

from __future__ import annotations

import base64
import logging
import socket
from types import SimpleNamespace

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry._logs import LogRecord
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from tests.ingest.otlp.exports import Export
from tests.ingest.otlp.signal_exports import log_export, metric_export
from tests.whole_app import KEYS, PROJECT, whole_app

from gatelight.errors import Forbidden, TooManyRequests
from gatelight.ingestion.otel_grpc import SERVICES, OtlpGrpcServer
from gatelight.projects.headless import provision
from gatelight.settings import Settings

pytestmark = pytest.mark.long

LIMIT = 1_000_000
METHODS = {signal: f"/{service}/Export" for service, signal in SERVICES.items()}
READS = {"logs": "/api/public/log-records", "metrics": "/api/public/metric-points"}
STRANGER = ("pk-lf-stranger", "sk-lf-stranger")


def basic(pair):
    return "Basic " + base64.b64encode(":".join(pair).encode()).decode()


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with whole_app(folder, otlp_grpc_port=0, max_body_bytes=LIMIT) as running:
        other = Settings(
            data_dir=folder,
            init_org_id="org-stranger",
            init_project_id="project-stranger",
            init_project_public_key=STRANGER[0],
            init_project_secret_key=STRANGER[1],
        )
        provision(SimpleNamespace(settings=other, database=running.services.database))
        yield running


@pytest.fixture(scope="module")
def port(app):
    return app.client.app.state.otlp_grpc.port


@pytest.fixture(scope="module")
def channel(port):
    options = [("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as opened:
        yield opened


def send(channel, signal, body, key=KEYS, headers=(), **more):
    metadata = [("authorization", basic(key))] if key else []
    call = channel.unary_unary(METHODS[signal])
    return call(body, metadata=[*metadata, *headers], timeout=30, **more)


def refused(channel, signal, body, key=KEYS, **more):
    with pytest.raises(grpc.RpcError) as caught:
        send(channel, signal, body, key, **more)
    return caught.value


def export(signal, name):
    if signal == "traces":
        made = Export({"service.name": "app"})
        made.span(name)
        return made.body()
    if signal == "logs":
        return log_export({}, LogRecord(timestamp=10**18, body=name, event_name=name))
    return metric_export({}, lambda meter: meter.create_counter(name).add(1))


def names(app, signal, key=KEYS):
    path = READS.get(signal, "/api/public/observations")
    rows = app.client.get(path, params={"limit": 100}, auth=key).json()["data"]
    return [row["name"] for row in rows]


def test_the_real_exporters_store_every_signal(app, port):
    where = {"endpoint": f"http://127.0.0.1:{port}", "insecure": True}
    where |= {"headers": {"authorization": basic(KEYS)}, "compression": grpc.Compression.Gzip}
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(**where)))
    loggers = LoggerProvider(shutdown_on_exit=False)
    loggers.add_log_record_processor(SimpleLogRecordProcessor(OTLPLogExporter(**where)))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(**where), 3_600_000)
    meters = MeterProvider(metric_readers=[reader], shutdown_on_exit=False)
    with tracers.get_tracer("t").start_as_current_span("turn") as span:
        record = LogRecord(timestamp=10**18, body="hello", attributes={"session.id": "real"})
        loggers.get_logger("l").emit(record)
        meters.get_meter("m").create_counter("calls").add(2, {"session.id": "real"})
    for provider in (meters, loggers, tracers):
        provider.shutdown()
    trace_id = format(span.get_span_context().trace_id, "032x")
    assert app.get(f"/api/public/traces/{trace_id}").json()["name"] == "turn"
    told = app.get("/api/public/sessions/real/telemetry").json()
    (event,) = told["events"]
    assert (event["body"], event["traceId"]) == ("hello", trace_id)
    assert [(metric["name"], metric["value"]) for metric in told["metrics"]] == [("calls", 2)]


@pytest.mark.parametrize("signal", METHODS)
def test_answered_is_readable_and_for_its_project_only(app, channel, signal):
    assert send(channel, signal, export(signal, "mine")) == b""
    assert send(channel, signal, export(signal, "theirs"), STRANGER) == b""
    assert "mine" in names(app, signal)
    assert "theirs" not in names(app, signal)
    assert names(app, signal, STRANGER) == ["theirs"]


def test_client_headers_are_kept(app, channel):
    headers = [("x-langfuse-sdk-name", "python"), ("x-langfuse-sdk-version", "5.0.0")]
    send(channel, "traces", export("traces", "by an SDK"), headers=headers)
    rows = app.services.events.query(
        "SELECT sdk_name, sdk_version, source FROM observations FINAL "
        "WHERE project_id = {project:String} AND name = 'by an SDK'",
        {"project": PROJECT},
    )
    assert rows == [{"sdk_name": "python", "sdk_version": "5.0.0", "source": "otel"}]


@pytest.mark.parametrize("key", [None, ("pk-lf-test", "wrong"), ("", "")])
@pytest.mark.parametrize("signal", METHODS)
def test_without_the_right_key(channel, signal, key):
    error = refused(channel, signal, export(signal, "stranger"), key)
    assert error.code() == grpc.StatusCode.UNAUTHENTICATED
    assert error.details()


def test_keys_of_another_kind(channel, monkeypatch):
    def forbid(_principal):
        raise Forbidden("needs a project API key")

    monkeypatch.setattr("gatelight.ingestion.otel_grpc.project_only", forbid)
    error = refused(channel, "logs", export("logs", "x"))
    assert (error.code(), error.details()) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "needs a project API key",
    )


@pytest.mark.parametrize("signal", METHODS)
@pytest.mark.parametrize("body", [b"\xff\xff", b"{}", b"\x0a\xff\xff\xff\xff\x0f"])
def test_what_cannot_be_read_is_refused_and_noted(app, channel, signal, body):
    assert refused(channel, signal, body).code() == grpc.StatusCode.INVALID_ARGUMENT
    note = app.get("/api/public/ingestion/refused", kind="refused").json()["data"][0]
    assert (note["eventType"], note["publicKey"]) == (f"otlp-{signal}", KEYS[0])


def test_unknown_ingestion_versions_are_refused(channel):
    headers = [("x-langfuse-ingestion-version", "5")]
    error = refused(channel, "traces", export("traces", "x"), headers=headers)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_an_empty_export_is_fine(channel):
    assert [send(channel, signal, b"") for signal in METHODS] == [b""] * 3


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_too_large_before_or_after_unpacking(app, channel, compression):
    error = refused(channel, "traces", bytes(LIMIT + 1), compression=compression)
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "google.rpc.retryinfo-bin" not in dict(error.trailing_metadata() or ())
    assert send(channel, "traces", export("traces", "after")) == b""


def test_other_methods_do_not_exist(channel):
    call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Import")
    with pytest.raises(grpc.RpcError) as caught:
        call(b"", timeout=30)
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_full_queue_says_when_to_come_back(app, channel, monkeypatch):
    def full(_submission):
        raise TooManyRequests("full", retry_after=7)

    monkeypatch.setattr(app.services.writer, "submit_and_wait", full)
    error = refused(channel, "logs", export("logs", "x"))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    trailing = dict(error.trailing_metadata())
    retry = RetryInfo.FromString(trailing["google.rpc.retryinfo-bin"])
    assert retry.retry_delay.seconds == 7
    status = Status.FromString(trailing["grpc-status-details-bin"])
    packed = RetryInfo()
    assert status.details[0].Unpack(packed)
    assert (status.code, packed) == (error.code().value[0], retry)


def test_an_unexpected_failure_is_internal_and_logged(app, channel, monkeypatch, caplog):
    monkeypatch.setattr(app.services.writer, "submit_and_wait", lambda _submission: 1 / 0)
    error = refused(channel, "logs", export("logs", "x"))
    assert (error.code(), error.details()) == (
        grpc.StatusCode.INTERNAL,
        "Internal Server Error",
    )
    assert "an export failed" in caplog.text


def test_a_taken_port_is_a_warning(app, caplog):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = app.services.settings.model_copy(update={"otlp_grpc_port": port})
        server = OtlpGrpcServer(SimpleNamespace(settings=settings))
        with caplog.at_level(logging.WARNING):
            server.start()
    assert server.port == 0
    assert f":{port}" in caplog.text
    assert "GATELIGHT_OTLP_GRPC_PORT" in caplog.text
    server.stop()


def test_two_servers_do_not_share_a_port(app, port, caplog):
    settings = app.services.settings.model_copy(update={"otlp_grpc_port": port})
    second = OtlpGrpcServer(SimpleNamespace(settings=settings))
    second.start()
    assert second.port == 0


def test_it_can_be_off():
    server = OtlpGrpcServer(SimpleNamespace(settings=Settings(otlp_grpc_port=-1)))
    server.start()
    assert server.port == 0
    server.stop()
