"""Time of decoding and mapping one span: a Langfuse SDK span and a GenAI span, protobuf.

    .venv/bin/python benchmarks/otlp_decode.py

Prints µs of process time per span; an export holds 50 spans. The baseline is the protobuf parse
alone, which nothing in Python can undercut.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gatelight.core.patch import Origin
from gatelight.ingest.otlp.decode import decode_traces

SPANS = 50
ROUNDS = 60
START_NS = 1_760_000_000_000_000_000
TEXT = "The quick brown fox jumps over the lazy dog. " * 28
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": TEXT}]
ANSWER = {"role": "assistant", "content": TEXT}

LANGFUSE = {
    "langfuse.observation.type": "generation",
    "langfuse.observation.input": json.dumps(MESSAGES),
    "langfuse.observation.output": json.dumps(ANSWER),
    "langfuse.observation.model.name": "gpt-4o-mini",
    "langfuse.observation.model.parameters": json.dumps({"temperature": 0.3, "max_tokens": 500}),
    "langfuse.observation.usage_details": json.dumps({"input": 300, "output": 250, "total": 550}),
    "langfuse.observation.completion_start_time": '"2025-10-09T08:53:21.000000Z"',
    "langfuse.observation.metadata.customer": "acme",
    "langfuse.observation.metadata.attempt": 2,
    "langfuse.environment": "production",
    "langfuse.release": "v1.2.3",
    "langfuse.trace.name": "answer-question",
    "user.id": "user-1",
    "session.id": "session-1",
}
GENAI = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.request.temperature": 0.3,
    "gen_ai.request.max_tokens": 500,
    "gen_ai.response.id": "chatcmpl-1",
    "gen_ai.usage.input_tokens": 300,
    "gen_ai.usage.output_tokens": 250,
    "gen_ai.usage.cache_read.input_tokens": 100,
    "gen_ai.input.messages": json.dumps(MESSAGES),
    "gen_ai.output.messages": json.dumps([ANSWER]),
    "server.address": "api.openai.com",
}


def export(scope: str, attributes: dict[str, str | int | float]) -> bytes:
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    service = resource_spans.resource.attributes.add(key="service.name")
    service.value.string_value = "bench"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = scope
    scope_spans.scope.version = "4.18.0"
    for index in range(SPANS):
        span = scope_spans.spans.add(
            trace_id=(index // 5 + 1).to_bytes(16, "big"),
            span_id=(index + 1).to_bytes(8, "big"),
            parent_span_id=b"" if index % 5 == 0 else (index - index % 5 + 1).to_bytes(8, "big"),
            name="chat",
            start_time_unix_nano=START_NS + index * 1_000_000,
            end_time_unix_nano=START_NS + index * 1_000_000 + 900_000_000,
        )
        for key, value in attributes.items():
            pair = span.attributes.add(key=key)
            if isinstance(value, str):
                pair.value.string_value = value
            elif isinstance(value, float):
                pair.value.double_value = value
            else:
                pair.value.int_value = value
    return bytes(request.SerializeToString())


def micros_per_span(work: Callable[[], object]) -> float:
    """The best of several rounds, so that a neighbour's load does not count."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best / SPANS * 1e6


def main() -> None:
    for name, scope, attributes in (
        ("Langfuse span", "langfuse-sdk", LANGFUSE),
        ("GenAI span", "opentelemetry.instrumentation.openai_v2", GENAI),
    ):
        body = export(scope, attributes)
        parse = micros_per_span(lambda body=body: ExportTraceServiceRequest.FromString(body))
        whole = micros_per_span(
            lambda body=body: decode_traces(
                body, "protobuf", project_id="p", origin=Origin(source="otel"), now=0
            )
        )
        print(
            f"{name}: {len(body) // SPANS} bytes, {whole:.1f} µs/span "
            f"(protobuf parse alone {parse:.1f} µs, ratio {whole / parse:.1f})"
        )


if __name__ == "__main__":
    main()
