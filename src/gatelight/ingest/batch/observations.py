"""Observation bodies (span, generation, event, …) to the fields of an observation."""

from __future__ import annotations

from msgspec import UNSET

from gatelight.core.observation import ObservationFields
from gatelight.ingest.batch.refusal import invalid
from gatelight.ingest.batch.structs import EventBody, GenerationBody, SpanBody
from gatelight.ingest.batch.usage import read_usage
from gatelight.ingest.batch.values import (
    Altered,
    body_time,
    check_depth,
    checked_id,
    environment_of,
    metadata_of,
    payload,
)

MAX_PROMPT_VERSION = 2**31 - 1


def observation_fields(body: EventBody, kind: str, altered: Altered) -> ObservationFields:
    """What the event says about an observation of type `kind`. Raises Refused.

    Without `traceId` the writer keeps the trace it knows, or makes one of its own.
    """
    fields: ObservationFields = {"type": kind}
    if body.trace_id:
        fields["trace_id"] = checked_id(body.trace_id, "body.traceId")
    if body.name is not UNSET:
        fields["name"] = body.name
    if body.start_time and (time := body_time(body.start_time, "startTime", altered)) is not None:
        fields["start_time"] = time
    if body.parent_observation_id:
        fields["parent_observation_id"] = body.parent_observation_id
    if body.level:
        fields["level"] = body.level
    if body.status_message is not None:
        fields["status_message"] = body.status_message
    if body.version is not None:
        fields["version"] = body.version
    if body.environment is not None:
        fields["environment"] = environment_of(body.environment, altered)
    if metadata := metadata_of(body.metadata, "body.metadata"):
        fields["metadata"] = metadata
    if text := payload(body.input):
        fields["input"] = text
    if text := payload(body.output):
        fields["output"] = text
    if isinstance(body, SpanBody) and body.end_time:
        end = body_time(body.end_time, "endTime", altered)
        if end is not None:
            fields["end_time"] = end
    if isinstance(body, GenerationBody):
        _generation_fields(body, fields, altered)
    return fields


def _generation_fields(body: GenerationBody, fields: ObservationFields, altered: Altered) -> None:
    if body.completion_start_time:
        time = body_time(body.completion_start_time, "completionStartTime", altered)
        if time is not None:
            fields["completion_start_time"] = time
    if body.model is not UNSET:
        fields["model"] = body.model
    if body.model_parameters:
        check_depth(body.model_parameters, "body.modelParameters")
        fields["model_parameters"] = body.model_parameters
    if body.usage or body.usage_details or body.cost_details:
        read_usage(body, fields, altered)
    if (body.prompt_name is None) != (body.prompt_version is None):
        raise invalid("promptName and promptVersion must both be set or both be absent", "body")
    if body.prompt_name is not None:
        version = body.prompt_version or 0
        if not 0 <= version <= MAX_PROMPT_VERSION:
            raise invalid("Expected a version number ≥ 0", "body.promptVersion")
        fields["prompt_name"] = body.prompt_name
        fields["prompt_version"] = version
