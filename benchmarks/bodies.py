"""Request bodies for the load: templates built once, made unique by replacing one fixed marker.

Each body carries 50 observations of 2 KB input and 1 KB output in 10 traces. Replacing a marker of
the same length costs some 50 µs, so the generator stays far from being the bottleneck.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime

import orjson
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PER_BODY = 50
PER_TRACE = 5
INPUT_BYTES, OUTPUT_BYTES = 2048, 1024
TEMPLATES = 16
MARKER = b"@MARKER@"
"""Eight bytes, as long as an OTLP span id has, replaced by the body's number."""

_WORDS = [
    word
    for line in (
        "harbour light invoice payment the of and to a in is for on that with as refund order",
        "please summarise customer message answer question document paragraph total amount date",
        "question schedule weather forecast train ticket museum opening hours language translate",
        "sentence code",
    )
    for word in line.split()
]


def text(rng: random.Random, size: int) -> str:
    """Prose-like text of `size` bytes that compresses about as well as prompts do."""
    words: list[str] = []
    length = 0
    while length < size:
        word = rng.choice(_WORDS) if rng.random() < 0.8 else f"{rng.randrange(1 << 30):x}"
        words.append(word)
        length += len(word) + 1
    return " ".join(words)[:size]


def unique(template: bytes, number: int) -> bytes:
    """`template` as the body of that number (below 10**8)."""
    return template.replace(MARKER, b"%08d" % number)


def batch_template(seed: int) -> bytes:
    """A body for `POST /api/public/ingestion`."""
    rng = random.Random(seed)
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    marker = MARKER.decode()
    events = []
    for index in range(PER_BODY):
        trace_id = f"trace-{marker}-{seed}-{index // PER_TRACE}"
        own_id = f"{marker}-{seed}-{index}"
        if index % PER_TRACE == 0:
            body: dict[str, object] = {
                "id": trace_id,
                "name": "load",
                "userId": f"user-{seed}",
                "timestamp": now,
            }
            events.append(_event(f"t-{own_id}", "trace-create", body, now))
        generation: dict[str, object] = {
            "id": f"o-{own_id}",
            "traceId": trace_id,
            "name": "answer",
            "startTime": now,
            "endTime": now,
            "model": "gpt-4o-mini",
            "input": text(rng, INPUT_BYTES),
            "output": text(rng, OUTPUT_BYTES),
            "usageDetails": {"input": 512, "output": 256, "total": 768},
        }
        events.append(_event(f"e-{own_id}", "generation-create", generation, now))
    return orjson.dumps({"batch": events})


def _event(event_id: str, kind: str, body: dict[str, object], now: str) -> dict[str, object]:
    return {"id": event_id, "type": kind, "timestamp": now, "body": body}


def otlp_template(seed: int) -> bytes:
    """A protobuf body for `POST /api/public/otel/v1/traces`."""
    rng = random.Random(seed)
    now = int(datetime.now(UTC).timestamp() * 1e9)
    request = ExportTraceServiceRequest()
    scope_spans = request.resource_spans.add().scope_spans.add()
    scope_spans.scope.name = "langfuse-sdk"
    for index in range(PER_BODY):
        trace = index // PER_TRACE
        root = index % PER_TRACE == 0
        trace_id = MARKER + b"%04d%04d" % (seed, trace)
        root_id = b"%04d%04d" % (seed, trace * PER_TRACE)
        span = scope_spans.spans.add(
            trace_id=trace_id,
            span_id=b"%04d%04d" % (seed, index),
            parent_span_id=b"" if root else root_id,
            name="answer",
            kind=Span.SPAN_KIND_INTERNAL,
            start_time_unix_nano=now,
            end_time_unix_nano=now + 1_000_000,
        )
        for key, value in (
            ("langfuse.observation.type", "generation"),
            ("langfuse.observation.model.name", "gpt-4o-mini"),
            ("langfuse.observation.input", text(rng, INPUT_BYTES)),
            ("langfuse.observation.output", text(rng, OUTPUT_BYTES)),
            ("langfuse.observation.usage_details", '{"input":512,"output":256,"total":768}'),
            ("user.id", f"user-{seed}"),
        ):
            span.attributes.add(key=key).value.string_value = value
    return bytes(request.SerializeToString())
