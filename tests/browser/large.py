"""Large things for pages to be measured and tested with: a trace of thousands of observations, JSON
and text of megabytes."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

LARGE = "0af7651916cd43dd8448eb211c80319c"
"""Trace id of what `send_large_trace` sends."""
HEAVY = "1af7651916cd43dd8448eb211c80319c"
JSON_ID, HUGE_ID = "00f067aa0ba902b7", "01f067aa0ba902b7"
"""In the trace HEAVY: an output of 5 MB of JSON, and one of more than a page shows."""
BATCH = 2500


def _span(trace_id: str, span_id: str, parent: str, name: str, start: int, end: int) -> Any:
    return {
        "traceId": trace_id,
        "spanId": span_id,
        "parentSpanId": parent,
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(end),
        "attributes": [],
    }


def _text(key: str, value: str) -> Any:
    return {"key": key, "value": {"stringValue": value}}


def _send(url: str, auth: tuple[str, str], spans: list[Any]) -> None:
    body = {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}
    answer = httpx.post(
        f"{url}/api/public/otel/v1/traces",
        content=json.dumps(body),
        auth=auth,
        timeout=120,
        headers={"Content-Type": "application/json"},
    )
    answer.raise_for_status()


def send_large_trace(url: str, auth: tuple[str, str], observations: int = 10_000) -> None:
    """An agent's run of many steps, each with a model call and a tool below it."""
    begin = time.time_ns() - observations * 2_000_000
    root = f"{1:016x}"
    spans = [_span(LARGE, root, "", "run", begin, begin + observations * 2_000_000)]
    for number in range(2, observations + 1):
        step = number - (number - 2) % 3
        kind = (number - 2) % 3
        start = begin + number * 2_000_000
        parent = root if kind == 0 else f"{step:016x}"
        name = ("step", "think", "look_up")[kind]
        end = start + (6_000_000 if kind == 0 else 1_500_000)
        span = _span(LARGE, f"{number:016x}", parent, name, start, end)
        if kind == 1:
            span["attributes"] = [
                _text("langfuse.observation.type", "generation"),
                _text("gen_ai.request.model", "gpt-4o-mini"),
                _text("gen_ai.usage.input_tokens", "900"),
                _text("gen_ai.usage.output_tokens", "80"),
            ]
        spans.append(span)
    for first in range(0, len(spans), BATCH):
        _send(url, auth, spans[first : first + BATCH])


def send_heavy_trace(url: str, auth: tuple[str, str]) -> None:
    """One observation with 5 MB of JSON, one with 20 MB of text."""
    rows = [
        {"id": number, "name": f"customer {number}", "tags": ["eu", "trial"], "score": number / 7}
        for number in range(70_000)
    ]
    rows[65_000]["name"] = "the needle"
    now = time.time_ns()
    for span_id, name, output in (
        (JSON_ID, "export", json.dumps({"rows": rows})),
        (HUGE_ID, "dump", "a line of a very long log\n" * 800_000),
    ):
        span = _span(HEAVY, span_id, "", name, now - 10**9, now)
        span["attributes"] = [_text("langfuse.observation.output", output)]
        _send(url, auth, [span])
