"""OpenLLMetry's instrumentation of OpenAI's client alone, exported by plain OpenTelemetry."""

from openai_calls import ask
from opentelemetry.instrumentation.openai import OpenAIInstrumentor
from otlp import exporting
from story import RUN

provider = exporting()
OpenAIInstrumentor().instrument(tracer_provider=provider)
whose = {"user.id": f"ada-{RUN}", "session.id": f"session-{RUN}"}
with provider.get_tracer("app").start_as_current_span("assistant", attributes=whose):
    ask()
provider.shutdown()
print("{}")
