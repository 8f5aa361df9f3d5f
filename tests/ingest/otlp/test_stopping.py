"""A server that stops: it has an engine of its own, so it stands alone in its file."""

from __future__ import annotations

import base64

import grpc
import pytest
from opentelemetry._logs import LogRecord
from tests.ingest.otlp.signal_exports import counter, json_logs, json_metrics, log_export
from tests.whole_app import KEYS, whole_app

SPAN = {"traceId": "c" * 32, "spanId": "c" * 16, "name": "s"}
EXPORTS = {
    "traces": {"resourceSpans": [{"scopeSpans": [{"spans": [SPAN]}]}]},
    "logs": json_logs({}),
    "metrics": json_metrics(counter("calls", {"asInt": 1})),
}


def test_a_writer_that_stops_asks_to_come_back(tmp_path):
    with whole_app(tmp_path, otlp_grpc_port=0) as stopping:
        stopping.services.writer.stop()
        answers = {
            signal: stopping.post(f"/api/public/otel/v1/{signal}", export)
            for signal, export in EXPORTS.items()
        }
        port = stopping.client.app.state.otlp_grpc.port
        key = base64.b64encode(":".join(KEYS).encode()).decode()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            call = channel.unary_unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export")
            with pytest.raises(grpc.RpcError) as caught:
                call(
                    log_export({}, LogRecord(timestamp=10**18, body="x")),
                    metadata=[("authorization", f"Basic {key}")],
                    timeout=30,
                )
    for signal, answer in answers.items():
        assert answer.status_code == 503, signal
        assert int(answer.headers["retry-after"]) > 0
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    assert "google.rpc.retryinfo-bin" in dict(caught.value.trailing_metadata())
