"""OpenInference's instrumentation of OpenAI's client, exported by plain OpenTelemetry."""

from openai_calls import ask
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai import OpenAIInstrumentor
from otlp import exporting
from story import RUN

provider = exporting()
OpenAIInstrumentor().instrument(tracer_provider=provider)
with (
    using_attributes(user_id=f"ada-{RUN}", session_id=f"session-{RUN}"),
    provider.get_tracer("app").start_as_current_span("assistant"),
):
    ask()
provider.shutdown()
print("{}")
