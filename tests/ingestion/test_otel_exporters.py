"""The OpenTelemetry exporters as people set them up, against a server in its own process: every
signal, over HTTP and over gRPC, by environment variables alone."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import httpx
import pytest
from tests.ports import free_port
from tests.server import running_server

pytestmark = pytest.mark.slow

CLIENT = """
import importlib, sys
from opentelemetry._logs import LogRecord
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

def exporter(module, name):
    package = f"opentelemetry.exporter.otlp.proto.{sys.argv[1]}"
    return getattr(importlib.import_module(f"{package}.{module}"), name)()

tracers, loggers = TracerProvider(), LoggerProvider()
tracers.add_span_processor(BatchSpanProcessor(exporter("trace_exporter", "OTLPSpanExporter")))
loggers.add_log_record_processor(
    BatchLogRecordProcessor(exporter("_log_exporter", "OTLPLogExporter"))
)
meters = MeterProvider(
    [PeriodicExportingMetricReader(exporter("metric_exporter", "OTLPMetricExporter"))]
)
session = {"session.id": sys.argv[1]}
with tracers.get_tracer("t").start_as_current_span("turn", attributes=session):
    loggers.get_logger("l").emit(LogRecord(body="hello", event_name="said", attributes=session))
    meters.get_meter("m").create_counter("calls").add(2, session)
    meters.get_meter("m").create_histogram("seconds").record(1.5, session)
for provider in (meters, loggers, tracers):
    provider.shutdown()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = str(free_port())
    folder = tmp_path_factory.mktemp("data")
    with running_server(folder, {"GATELIGHT_OTLP_GRPC_PORT": port}) as running:
        yield (
            running,
            {
                "http": f"{running.url}/api/public/otel",
                "grpc": f"http://127.0.0.1:{port}",
            },
        )


@pytest.mark.parametrize("protocol", ["http", "grpc"])
@pytest.mark.parametrize("packed", [{}, {"OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"}])
def test_every_signal_arrives(server, protocol, packed):
    running, endpoints = server
    key = base64.b64encode(":".join(running.auth).encode()).decode()
    sent = subprocess.run(
        [sys.executable, "-c", CLIENT, protocol],
        env=os.environ
        | {
            "OTEL_EXPORTER_OTLP_ENDPOINT": endpoints[protocol],
            "OTEL_EXPORTER_OTLP_HEADERS": f"Authorization=Basic%20{key}",
        }
        | packed,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "rror" not in sent.stderr, sent.stderr

    def get(path):
        answer = httpx.get(f"{running.url}{path}", auth=running.auth, timeout=60).raise_for_status()
        return answer.json()

    told = get(f"/api/public/sessions/{protocol}/telemetry")
    event = told["events"][-1]
    assert (event["name"], event["body"]) == ("said", "hello")
    assert get(f"/api/public/traces/{event['traceId']}")["sessionId"] == protocol
    assert [metric["name"] for metric in told["metrics"]] == ["calls", "seconds"]
    counter = told["metrics"][0]
    assert counter["value"] == 2 * told["traceCount"]
