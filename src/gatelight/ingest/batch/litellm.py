"""Batches of LiteLLM ≤ 1.103: each call is a trace and a generation, repaired together."""

from __future__ import annotations

from gatelight.core.observation import ObservationFields
from gatelight.core.patch import ObservationPatch, Patch, TracePatch
from gatelight.ingest.conventions.litellm import repair

INTEGRATION = "litellm"
_KEY_PREFIX = "user_api_key_"


def repair_calls(patches: list[Patch], integration: object) -> None:
    """Repair LiteLLM's generations in place, and the traces sent with them.

    `integration` is what the batch says of its sender; a generation that carries the gateway's key
    metadata is recognised without it.
    """
    traces: dict[str, list[TracePatch]] | None = None
    added: list[Patch] = []
    for patch in patches:
        if not isinstance(patch, ObservationPatch) or not _is_call(patch.fields, integration):
            continue
        if traces is None:
            traces = _traces_by_id(patches)
        if new := _repair(patch, traces.get(patch.fields["trace_id"], [])):
            added.append(new)
    patches.extend(added)


def _is_call(fields: ObservationFields, integration: object) -> bool:
    if fields.get("type") != "GENERATION" or not fields.get("trace_id"):
        return False
    return integration == INTEGRATION or any(
        key.startswith(_KEY_PREFIX) for key in fields.get("metadata", ())
    )


def _traces_by_id(patches: list[Patch]) -> dict[str, list[TracePatch]]:
    traces: dict[str, list[TracePatch]] = {}
    for patch in patches:
        if isinstance(patch, TracePatch):
            traces.setdefault(patch.id, []).append(patch)
    return traces


def _repair(patch: ObservationPatch, traces: list[TracePatch]) -> TracePatch | None:
    """Repair one call; the trace patch it needs when none was sent with it."""
    last = traces[-1] if traces else None
    sent = None if last is None else last.fields
    repaired = repair(patch.fields["trace_id"], patch.id, patch.fields, sent)
    patch.id = repaired.observation_id
    patch.fields = repaired.fields
    patch.fields["trace_id"] = repaired.trace_id
    for trace in traces:
        trace.id = repaired.trace_id
    if repaired.trace is None:
        return None
    if last is not None:
        last.fields = repaired.trace
        return None
    return TracePatch(
        project_id=patch.project_id,
        id=repaired.trace_id,
        event_time=patch.event_time,
        is_create=False,
        origin=patch.origin,
        fields=repaired.trace,
    )
