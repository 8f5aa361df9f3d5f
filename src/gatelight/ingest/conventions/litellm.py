"""Repairs of what LiteLLM gets wrong on the wire, the same for spans and for JSON batches."""

from __future__ import annotations

import msgspec

from gatelight.core.observation import ObservationFields
from gatelight.core.trace import TraceFields


class Repair(msgspec.Struct):
    trace_id: str
    observation_id: str
    fields: ObservationFields
    trace: TraceFields | None


def repair(
    trace_id: str, observation_id: str, fields: ObservationFields, trace: TraceFields | None
) -> Repair:
    return Repair(trace_id, observation_id, fields, trace)
