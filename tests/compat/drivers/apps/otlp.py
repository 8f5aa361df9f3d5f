"""Plain OpenTelemetry that exports to the server: no Langfuse package has a hand in it."""

import base64
import os

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

KEYS = f"{os.environ['LANGFUSE_PUBLIC_KEY']}:{os.environ['LANGFUSE_SECRET_KEY']}"
ENDPOINT = f"{os.environ['LANGFUSE_BASE_URL']}api/public/otel"
AUTHORIZATION = f"Basic {base64.b64encode(KEYS.encode()).decode()}"


def exporting() -> TracerProvider:
    """A provider, made the global one, whose spans go to the server."""
    exporter = OTLPSpanExporter(
        endpoint=f"{ENDPOINT}/v1/traces", headers={"Authorization": AUTHORIZATION}
    )
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider
