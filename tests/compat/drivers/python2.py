"""Langfuse Python SDK 2: JSON batches. Writes the story, reads it back, prints one document."""

import json
import os
import sys

from langfuse import Langfuse
from langfuse.api.resources.prompts import Prompt_Text
from langfuse.model import TextPromptClient

story = json.loads(sys.stdin.read())
run = os.environ["RUN"]
user, session = f"ada-{run}", f"basket-{run}"
told, answer, scores = story["trace"], story["answer"], story["scores"]


def plain(model):
    """A response object of the SDK as JSON values."""
    return json.loads(model.json())


langfuse = Langfuse(release=told["release"], environment=told["environment"])
trace = langfuse.trace(
    name=told["name"],
    user_id=user,
    session_id=session,
    tags=told["tags"],
    metadata=told["metadata"],
    version=told["version"],
    input=told["input"],
    public=True,
)
span = trace.span(
    name="retrieve", input=story["retrieve"]["input"], metadata=story["retrieve"]["metadata"]
)
prompt = TextPromptClient(
    Prompt_Text(
        name=answer["promptName"],
        version=answer["promptVersion"],
        prompt="Answer.",
        config={},
        labels=[],
        tags=[],
    )
)
generation = span.generation(
    name="answer",
    model=answer["model"],
    model_parameters=answer["modelParameters"],
    input=answer["input"],
    prompt=prompt,
)
generation.end(
    output=answer["output"],
    usage_details=answer["usageDetails"],
    cost_details=answer["costDetails"],
)
hit = story["cache-hit"]
span.event(
    name="cache-hit", input=hit["input"], level=hit["level"], status_message=hit["statusMessage"]
)
failing = trace.span(name="failing")
failing.end(level=story["failing"]["level"], status_message=story["failing"]["statusMessage"])
span.end(output=story["retrieve"]["output"])
trace.score(name="quality", **scores["quality"])
generation.score(name="correct", value=scores["correct"]["value"], data_type="BOOLEAN")
langfuse.score(
    trace_id=trace.id, name="verdict", value=scores["verdict"]["value"], data_type="CATEGORICAL"
)
trace.update(output=told["output"])
langfuse.flush()

read = plain(langfuse.fetch_trace(trace.id).data)
document = {
    "authenticated": langfuse.auth_check(),
    "traceId": trace.id,
    "trace": read,
    "observations": read["observations"],
    "scores": read["scores"],
    "generation": plain(langfuse.fetch_observation(generation.id).data),
    "tracesOfUser": [row.id for row in langfuse.fetch_traces(user_id=user, tags=told["tags"]).data],
    "generations": [
        row.id for row in langfuse.fetch_observations(trace_id=trace.id, type="GENERATION").data
    ],
    "tracesOfSession": [row.id for row in langfuse.client.sessions.get(session).traces],
    "listedScores": sorted(row.name for row in langfuse.client.score.get(user_id=user).data),
}
print(json.dumps(document))
