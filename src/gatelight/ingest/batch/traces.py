"""A trace body to the fields of a trace."""

from __future__ import annotations

from msgspec import UNSET

from gatelight.core.trace import MAX_NAME_LENGTH, TraceFields
from gatelight.ingest.batch.structs import TraceBody
from gatelight.ingest.batch.values import (
    Altered,
    body_time,
    environment_of,
    metadata_of,
    payload,
)


def trace_fields(body: TraceBody, altered: Altered) -> TraceFields:
    """What the event says about the trace. Raises Refused."""
    fields: TraceFields = {}
    if (
        body.timestamp
        and (timestamp := body_time(body.timestamp, "timestamp", altered)) is not None
    ):
        fields["timestamp"] = timestamp
    if body.name is not UNSET:
        name = body.name
        if name is not None and len(name) > MAX_NAME_LENGTH:
            altered.append(f"name was cut to {MAX_NAME_LENGTH} of {len(name)} characters")
            name = name[:MAX_NAME_LENGTH]
        fields["name"] = name
    if body.user_id is not UNSET:
        fields["user_id"] = body.user_id
    if body.session_id is not UNSET:
        fields["session_id"] = body.session_id
    if body.release is not UNSET:
        fields["release"] = body.release
    if body.version is not UNSET:
        fields["version"] = body.version
    if body.environment is not None:
        fields["environment"] = environment_of(body.environment, altered)
    if body.public is not None:
        fields["public"] = body.public
    if body.tags:
        fields["tags"] = body.tags
    if metadata := metadata_of(body.metadata, "body.metadata"):
        fields["metadata"] = metadata
    if text := payload(body.input):
        fields["input"] = text
    if text := payload(body.output):
        fields["output"] = text
    return fields
