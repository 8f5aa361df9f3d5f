"""The Python SDK 2 style people start with: a trace, a span, an end, an update."""

import json

from langfuse import Langfuse

langfuse = Langfuse()
trace = langfuse.trace(name="my-agent")
span = trace.span(name="plan")
span.end()
trace.update(output="done")
langfuse.flush()

read = json.loads(langfuse.fetch_trace(trace.id).data.json())
print(json.dumps(read))
