"""Langfuse Python SDKs 4 and 5: OTLP protobuf (5 gzips it), scores as JSON batches (4) or as an
array (5). Writes the story, reads it back with what each client still has, prints one document."""

import json
import os
import sys

from langfuse import Langfuse, __version__, propagate_attributes
from langfuse.api import Prompt_Text
from langfuse.model import TextPromptClient

story = json.loads(sys.stdin.read())
run = os.environ["RUN"]
user, session = f"ada-{run}", f"basket-{run}"
told, answer, scores = story["trace"], story["answer"], story["scores"]
newest = int(__version__.split(".")[0]) >= 5


def plain(model):
    """A response object of the SDK as JSON values."""
    return json.loads(model.json())


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
compression = os.environ.get("COMPRESSION")
langfuse = Langfuse(
    release=told["release"], environment=told["environment"], otel_compression=compression
)
attributes = propagate_attributes(
    user_id=user,
    session_id=session,
    tags=told["tags"],
    metadata=told["metadata"],
    version=told["version"],
    trace_name=told["name"],
)
with (
    attributes,
    langfuse.start_as_current_observation(name=told["name"], input=told["input"]) as root,
):
    root.set_trace_as_public()
    with root.start_as_current_observation(
        name="retrieve", input=story["retrieve"]["input"], metadata=story["retrieve"]["metadata"]
    ) as span:
        with span.start_as_current_observation(
            name="answer",
            as_type="generation",
            model=answer["model"],
            model_parameters=answer["modelParameters"],
            input=answer["input"],
        ) as generation:
            generation.update(
                output=answer["output"],
                usage_details=answer["usageDetails"],
                cost_details=answer["costDetails"],
                prompt=prompt,
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
    failing = root.start_observation(name="failing")
    failing.update(
        level=story["failing"]["level"], status_message=story["failing"]["statusMessage"]
    )
    failing.end()
    root.score_trace(name="quality", **scores["quality"])
    root.update(output=told["output"])
    if not newest:
        root.set_trace_io(input=told["input"], output=told["output"])
langfuse.create_score(
    trace_id=root.trace_id,
    name="verdict",
    value=scores["verdict"]["value"],
    data_type="CATEGORICAL",
)
langfuse.flush()

api = langfuse.api
groups = "core,basic,time,io,metadata,model,usage,prompt,metrics,trace_context"
rows = [
    plain(row)
    for row in api.observations.get_many(trace_id=root.trace_id, fields=groups, limit=50).data
]
document = {
    "authenticated": langfuse.auth_check(),
    "traceId": root.trace_id,
    "generations": [
        row.id for row in api.observations.get_many(trace_id=root.trace_id, type="GENERATION").data
    ],
    "observationsV2": rows,
}
many = api.scores.get_many if newest else api.scores_v3.get_many_v3
places = ({}, {"observation_id": generation.id})
document["scoresV3"] = [
    plain(row)
    for place in places
    for row in many(trace_id=root.trace_id, fields="details,subject", **place).data
]
if not newest:
    read = plain(api.trace.get(root.trace_id))
    document |= {
        "trace": read,
        "observations": read["observations"],
        "scores": read["scores"],
        "generation": plain(api.legacy.observations_v1.get(generation.id)),
        "tracesOfUser": [row.id for row in api.trace.list(user_id=user, tags=told["tags"]).data],
        "tracesOfSession": [row.id for row in api.sessions.get(session).traces],
        "listedScores": sorted(row.name for row in api.scores.get_many(user_id=user).data),
    }
print(json.dumps(document))
