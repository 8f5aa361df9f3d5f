"""Langfuse Python SDK 3: OTLP protobuf, scores as JSON batches. Writes and reads the story."""

import json
import os
import sys

from langfuse import Langfuse
from langfuse.api import Prompt_Text
from langfuse.model import TextPromptClient

story = json.loads(sys.stdin.read())
run = os.environ["RUN"]
user, session = f"ada-{run}", f"basket-{run}"
told, answer, scores = story["trace"], story["answer"], story["scores"]


def plain(model):
    """A response object of the SDK as JSON values."""
    return json.loads(model.json())


langfuse = Langfuse(release=told["release"], environment=told["environment"])
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
with langfuse.start_as_current_span(name=told["name"], input=told["input"]) as root:
    root.update_trace(
        name=told["name"],
        user_id=user,
        session_id=session,
        tags=told["tags"],
        metadata=told["metadata"],
        version=told["version"],
        input=told["input"],
        public=True,
    )
    with langfuse.start_as_current_span(
        name="retrieve", input=story["retrieve"]["input"], metadata=story["retrieve"]["metadata"]
    ) as span:
        with langfuse.start_as_current_generation(
            name="answer",
            model=answer["model"],
            model_parameters=answer["modelParameters"],
            input=answer["input"],
            prompt=prompt,
        ) as generation:
            generation.update(
                output=answer["output"],
                usage_details=answer["usageDetails"],
                cost_details=answer["costDetails"],
            )
            generation.score(name="correct", value=scores["correct"]["value"], data_type="BOOLEAN")
        hit = story["cache-hit"]
        span.create_event(
            name="cache-hit",
            input=hit["input"],
            level=hit["level"],
            status_message=hit["statusMessage"],
        )
        span.update(output=story["retrieve"]["output"])
    failing = root.start_span(name="failing")
    failing.update(
        **{
            "level": story["failing"]["level"],
            "status_message": story["failing"]["statusMessage"],
        }
    )
    failing.end()
    root.score_trace(name="quality", **scores["quality"])
    root.update(output=told["output"])
    root.update_trace(output=told["output"])
langfuse.create_score(
    trace_id=root.trace_id,
    name="verdict",
    value=scores["verdict"]["value"],
    data_type="CATEGORICAL",
)
langfuse.flush()

api = langfuse.api
read = plain(api.trace.get(root.trace_id))
document = {
    "authenticated": langfuse.auth_check(),
    "traceId": root.trace_id,
    "trace": read,
    "observations": read["observations"],
    "scores": read["scores"],
    "generation": plain(api.observations.get(generation.id)),
    "tracesOfUser": [row.id for row in api.trace.list(user_id=user, tags=told["tags"]).data],
    "generations": [
        row.id for row in api.observations.get_many(trace_id=root.trace_id, type="GENERATION").data
    ],
    "tracesOfSession": [row.id for row in api.sessions.get(session).traces],
    "listedScores": sorted(row.name for row in api.score_v_2.get(user_id=user).data),
}
print(json.dumps(document))
