"""Exports made by the real OpenTelemetry SDK and encoder, and their decoded patches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opentelemetry import trace as api
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from gatelight.core.patch import Note, ObservationPatch, Origin, Submission, TracePatch
from gatelight.ingest.otlp.decode import decode_traces

START_NS = 1_760_000_000_000_000_000
START = START_NS // 1000
SECOND = 1_000_000
NOW = START + 60 * SECOND


class _Collect(SpanExporter):
    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans):
        self.spans.extend(spans)
        return SpanExportResult.SUCCESS


@dataclass
class Export:
    """Spans of one resource; `span` adds one, `body` is the protobuf export."""

    resource: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._collected = _Collect()
        self._provider = TracerProvider(resource=Resource(self.resource), shutdown_on_exit=False)
        self._provider.add_span_processor(SimpleSpanProcessor(self._collected))
        self._count = 0

    def span(
        self,
        name: str,
        attributes: dict[str, Any] | None = None,
        *,
        scope: str = "test",
        version: str | None = None,
        scope_attributes: dict[str, Any] | None = None,
        parent: api.Span | None = None,
        events: list[tuple[str, dict[str, Any]]] = (),
        error: str | None = None,
    ) -> api.Span:
        """A finished span of one second; spans start a millisecond apart."""
        tracer = self._provider.get_tracer(scope, version, attributes=scope_attributes)
        start = START_NS + self._count * 1_000_000
        self._count += 1
        context = api.set_span_in_context(parent) if parent else None
        span = tracer.start_span(name, context, attributes=attributes, start_time=start)
        for event, values in events:
            span.add_event(event, values, timestamp=start)
        if error is not None:
            span.set_status(api.Status(api.StatusCode.ERROR, error or None))
        span.end(start + 1_000_000_000)
        return span

    def body(self) -> bytes:
        return encode_spans(self._collected.spans).SerializeToString()

    def decode(self, **origin: str) -> Decoded:
        return decode(self.body(), "protobuf", **origin)


@dataclass
class Decoded:
    submission: Submission

    @property
    def observations(self) -> list[ObservationPatch]:
        return [p for p in self.submission.patches if isinstance(p, ObservationPatch)]

    @property
    def traces(self) -> list[TracePatch]:
        return [p for p in self.submission.patches if isinstance(p, TracePatch)]

    @property
    def notes(self) -> list[Note]:
        return self.submission.notes

    def fields(self, name: str) -> dict[str, Any]:
        (found,) = [p.fields for p in self.observations if p.fields.get("name") == name]
        return found

    @property
    def only(self) -> dict[str, Any]:
        (patch,) = self.observations
        return patch.fields

    @property
    def trace(self) -> dict[str, Any]:
        (patch,) = self.traces
        return patch.fields


def decode(body: bytes, encoding: str, **origin: str) -> Decoded:
    return Decoded(
        decode_traces(
            body, encoding, project_id="p", origin=Origin(source="otel", **origin), now=NOW
        )
    )


def one(attributes: dict[str, Any], *, name: str = "span", **more: Any) -> Decoded:
    """One root span, decoded. `resource` and origin keywords may be given too."""
    resource = more.pop("resource", {})
    origin = {key: more.pop(key) for key in ("sdk_name", "sdk_version") if key in more}
    export = Export(resource)
    export.span(name, attributes, **more)
    return export.decode(**origin)
