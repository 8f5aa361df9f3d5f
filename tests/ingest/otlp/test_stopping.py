"""A server that stops: it has an engine of its own, so it stands alone in its file."""

from __future__ import annotations

import pytest
from tests.whole_app import whole_app


@pytest.mark.parametrize("signal", ["traces"])
def test_a_writer_that_stops_asks_to_come_back(tmp_path, signal):
    span = {"traceId": "c" * 32, "spanId": "c" * 16, "name": "s"}
    exports = {"traces": {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}}
    with whole_app(tmp_path) as stopping:
        stopping.services.writer.stop()
        answer = stopping.post(f"/api/public/otel/v1/{signal}", exports[signal])
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
