"""Batches of LiteLLM ≤ 1.103: each call is a trace and then a generation, repaired together."""

from __future__ import annotations

from gatelight.core.observation import ObservationFields
from gatelight.core.patch import ObservationPatch, Patch, TracePatch
from gatelight.ingest.conventions.litellm import repair

INTEGRATION = "litellm"
_KEY_PREFIX = "user_api_key_"


def repair_calls(patches: list[Patch], integration: object) -> None:
    """Repair LiteLLM's generations in place, each with the trace sent before it.

    `patches` are in the order sent: calls of one session share a trace id, so the nearest trace
    before a generation is its own. `integration` is what the batch says of its sender; generations
    that carry the gateway's key metadata are recognised without it.
    """
    latest: dict[str, TracePatch] = {}
    for patch in patches:
        if isinstance(patch, TracePatch):
            latest[patch.id] = patch
        elif isinstance(patch, ObservationPatch) and _is_call(patch.fields, integration):
            _repair(patch, latest.pop(patch.fields["trace_id"], None))


def _is_call(fields: ObservationFields, integration: object) -> bool:
    if fields.get("type") != "GENERATION" or not fields.get("trace_id"):
        return False
    return integration == INTEGRATION or any(
        key.startswith(_KEY_PREFIX) for key in fields.get("metadata", ())
    )


def _repair(call: ObservationPatch, trace: TracePatch | None) -> None:
    sent = None if trace is None else trace.fields
    repaired = repair(call.fields["trace_id"], call.id, call.fields, sent)
    call.id = repaired.observation_id
    call.fields = repaired.fields
    call.fields["trace_id"] = repaired.trace_id
    if trace is not None and repaired.trace is not None:
        trace.id = repaired.trace_id
        trace.fields = repaired.trace
