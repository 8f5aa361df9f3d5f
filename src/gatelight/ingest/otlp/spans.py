"""Spans to patches: one observation a span, and a trace patch where a span speaks for its trace."""

from __future__ import annotations

from typing import Any, TypeAlias

from gatelight.core.json import Json
from gatelight.core.observation import ObservationFields
from gatelight.core.patch import Note, ObservationPatch, Origin, Patch
from gatelight.core.time import Micros
from gatelight.core.trace import TraceFields
from gatelight.ingest.conventions import litellm, litellm_spans
from gatelight.ingest.conventions.registry import (
    ANNOUNCES_TRACE,
    CONVENTION_MASK,
    EXPERIMENT,
    HAS_EVENTS,
    KNOWN,
    LANGFUSE,
    LITELLM,
    METADATA,
    PAYLOAD,
    ROUTED,
    TRACE_METADATA,
    classify,
    plan_of,
)
from gatelight.ingest.conventions.tools import set_tools
from gatelight.ingest.conventions.values import truth
from gatelight.ingest.otlp.context import ScopeContext, context_of
from gatelight.ingest.otlp.fields import (
    experiment_of,
    leftover_events,
    set_generation,
    set_identity,
    set_payload,
)
from gatelight.ingest.otlp.metadata import leftovers_text, observation_metadata, trace_metadata
from gatelight.ingest.otlp.model import Attributes, ScopeGroup, Span
from gatelight.ingest.otlp.times import Altered, span_times
from gatelight.ingest.otlp.traces import TraceCollector, trace_fields


def patches_of(
    groups: list[ScopeGroup], *, project_id: str, origin: Origin, now: Micros
) -> tuple[list[Patch], list[Note]]:
    """Everything an export says, as patches of one project, and what was altered on the way."""
    mapper = _Mapper(project_id, origin, now)
    contexts = [(group, context_of(group, origin)) for group in groups]
    folded = _folded(contexts)
    for group, context in contexts:
        if context.is_proxy:
            for span in group.spans:
                if span.id not in folded:
                    _lift(span, folded)
                    mapper.add(span, context)
        else:
            for span in group.spans:
                mapper.add(span, context)
    return [*mapper.traces.patches(), *mapper.observations], mapper.notes


def _folded(contexts: list[tuple[ScopeGroup, ScopeContext]]) -> dict[str, str]:
    """Plumbing spans of a LiteLLM proxy: id → parent id."""
    return {
        span.id: span.parent_id
        for group, context in contexts
        if context.is_proxy
        for span in group.spans
        if litellm_spans.is_plumbing(span, context.scope)
    }


def _lift(span: Span, folded: dict[str, str]) -> None:
    """Hang a span whose parents were folded away on the nearest one that is kept."""
    seen = 0
    while span.parent_id in folded and seen <= len(folded):
        span.parent_id = folded[span.parent_id]
        seen += 1
    if seen == 0 and span.parent_id and litellm_spans.is_generic_call(span):
        span.parent_id = ""


Routed: TypeAlias = tuple[int, str, Any]
"""Flags, name and value of an attribute that is part of something larger."""


def _having(flag: int, routed: list[Routed]) -> list[tuple[str, Any]]:
    return [(key, value) for flags, key, value in routed if flags & flag]


class _Mapper:
    """Collects the patches and notes of one export."""

    def __init__(self, project_id: str, origin: Origin, now: Micros) -> None:
        self.project_id = project_id
        self.origin = origin
        self.now = now
        self.observations: list[ObservationPatch] = []
        self.traces = TraceCollector(project_id, origin)
        self.notes: list[Note] = []

    def add(self, span: Span, context: ScopeContext) -> None:
        attributes = span.attributes
        bits = context.bits
        routed: list[Routed] = []
        left: Attributes = {}
        drop = PAYLOAD | LANGFUSE if context.is_sdk else PAYLOAD
        known = KNOWN.get
        for key, value in attributes.items():
            flags = known(key)
            if flags is None:
                flags = classify(key)
            bits |= flags
            if not flags & drop:
                left[key] = value
            if flags & ROUTED:
                routed.append((flags, key, value))
        if span.events:
            bits |= HAS_EVENTS
        plan = plan_of(bits & CONVENTION_MASK)
        altered: Altered = []
        start, end = span_times(span.start_ns, span.end_ns, self.now, altered)
        fields: ObservationFields = {
            "trace_id": span.trace_id,
            "start_time": start,
            "end_time": end,
        }
        as_root = truth(attributes.get("langfuse.internal.as_root"))
        root = not span.parent_id or as_root
        if span.parent_id:
            fields["parent_observation_id"] = span.parent_id
        if as_root or truth(attributes.get("langfuse.internal.is_app_root")):
            fields["is_app_root"] = True
        metadata, of_trace = self._set_metadata(fields, span, context, routed, left, bits, altered)
        set_identity(fields, span, context, plan, altered)
        set_generation(fields, span, context, plan, altered)
        set_payload(fields, span, context, plan)
        set_tools(fields, span, context.scope, plan.tool_definitions)
        if bits & EXPERIMENT:
            fields["experiment"] = experiment_of(_having(EXPERIMENT, routed))
        trace: TraceFields | None = None
        if root or bits & ANNOUNCES_TRACE:
            trace = trace_fields(
                span, context, plan, fields, of_trace, metadata, root=root, start=start
            )
        trace_id, observation_id = span.trace_id, span.id
        if bits & LITELLM:
            repair = litellm.repair(trace_id, observation_id, fields, trace)
            trace_id, observation_id = repair.trace_id, repair.observation_id
            fields, trace = repair.fields, repair.trace
        self.observations.append(
            ObservationPatch(
                project_id=self.project_id,
                id=observation_id,
                event_time=start,
                complete=True,
                origin=self.origin,
                fields=fields,
            )
        )
        if trace is not None:
            self.traces.add(trace_id, start, trace)
        for reason in altered:
            self.notes.append(
                Note(
                    kind="altered",
                    reason=reason,
                    event_id=span.id,
                    event_type="span",
                    entity_id=observation_id,
                )
            )

    def _set_metadata(
        self,
        fields: ObservationFields,
        span: Span,
        context: ScopeContext,
        routed: list[Routed],
        left: Attributes,
        bits: int,
        altered: Altered,
    ) -> tuple[dict[str, Json], dict[str, Json]]:
        """Sets the observation's metadata; returns it and the trace's own."""
        own: dict[str, Json] = {}
        of_trace: dict[str, Json] = {}
        dropped: list[str] = []
        encoded = context.json_metadata
        if bits & METADATA:
            own, dropped = observation_metadata(_having(METADATA, routed), json_encoded=encoded)
        if bits & TRACE_METADATA:
            of_trace, more = trace_metadata(_having(TRACE_METADATA, routed), json_encoded=encoded)
            dropped += more
        for key in dropped:
            altered.append(f"attribute {key[:100]!r} is no JSON object and was dropped")
        metadata: dict[str, Json] = {**context.metadata, **own}
        if left:
            metadata["attributes"] = leftovers_text(left)
        if span.events and (events := leftover_events(span)):
            metadata["events"] = events
        metadata["resourceAttributes"] = context.resource_text
        metadata["scope"] = context.scope_text
        fields["metadata"] = metadata
        return metadata, of_trace
