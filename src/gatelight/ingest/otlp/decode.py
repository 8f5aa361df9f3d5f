"""An OTLP trace export, in either encoding, to a submission for the writer."""

from __future__ import annotations

from typing import Literal

from gatelight.core.patch import Origin, Submission
from gatelight.core.time import Micros
from gatelight.ingest.otlp.json_body import decode_json
from gatelight.ingest.otlp.model import ScopeGroup
from gatelight.ingest.otlp.protobuf import decode_protobuf
from gatelight.ingest.otlp.spans import patches_of

Encoding = Literal["protobuf", "json"]


def decode_groups(body: bytes, encoding: Encoding) -> list[ScopeGroup]:
    """Raises Malformed, PayloadTooLarge."""
    return decode_protobuf(body) if encoding == "protobuf" else decode_json(body)


def decode_traces(
    body: bytes, encoding: Encoding, *, project_id: str, origin: Origin, now: Micros
) -> Submission:
    """`body` is already decompressed. Raises Malformed when the export cannot be read,
    PayloadTooLarge when it holds too many spans."""
    patches, notes = patches_of(
        decode_groups(body, encoding), project_id=project_id, origin=origin, now=now
    )
    return Submission(
        project_id=project_id, origin=origin, patches=patches, notes=notes, size=len(body)
    )
