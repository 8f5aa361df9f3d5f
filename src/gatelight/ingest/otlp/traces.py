"""What spans say about their trace, and how an export's sayings become few patches."""

from __future__ import annotations

from gatelight.core.json import Json
from gatelight.core.observation import ObservationFields
from gatelight.core.patch import Origin, TracePatch
from gatelight.core.time import Micros
from gatelight.core.trace import MAX_NAME_LENGTH, TraceFields
from gatelight.ingest.conventions.registry import Plan
from gatelight.ingest.conventions.values import first, tag_list, text_of, truth
from gatelight.ingest.otlp.context import ScopeContext
from gatelight.ingest.otlp.model import Span


def trace_fields(
    span: Span,
    context: ScopeContext,
    plan: Plan,
    fields: ObservationFields,
    own_metadata: dict[str, Json],
    observation_metadata: dict[str, Json],
    *,
    root: bool,
    start: Micros,
) -> TraceFields:
    """A root speaks for the whole trace (name, payload, metadata); another span says only what its
    trace attributes say."""
    attributes = span.attributes
    trace: TraceFields = {"timestamp": start}
    name = text_of(first(attributes, plan.trace_name))[:MAX_NAME_LENGTH]
    if root and not name:
        name = fields.get("name") or ""
    if name:
        trace["name"] = name
    if user := text_of(first(attributes, plan.user_id)):
        trace["user_id"] = user
    session = first(attributes, plan.session_id)
    if session is None and root:
        session = first(attributes, plan.session_id_of_root)
    if session is not None and (session_id := text_of(session)):
        trace["session_id"] = session_id
    if tags := tag_list(first(attributes, plan.tags) or []):
        trace["tags"] = tags
    if truth(first(attributes, plan.public)):
        trace["public"] = True
    if release := attributes.get("langfuse.release") or context.release:
        trace["release"] = text_of(release)
    if version := fields.get("version"):
        trace["version"] = version
    if environment := fields.get("environment"):
        trace["environment"] = environment
    _set_payload(trace, span, fields, root=root)
    if root:
        trace["metadata"] = _root_metadata(context, own_metadata, observation_metadata)
    elif own_metadata:
        trace["metadata"] = own_metadata
    return trace


def _set_payload(trace: TraceFields, span: Span, fields: ObservationFields, *, root: bool) -> None:
    given = text_of(span.attributes.get("langfuse.trace.input"))
    produced = text_of(span.attributes.get("langfuse.trace.output"))
    if root:
        given = given or fields.get("input", "")
        produced = produced or fields.get("output", "")
    if given:
        trace["input"] = given
    if produced:
        trace["output"] = produced


def _root_metadata(
    context: ScopeContext, own: dict[str, Json], observation: dict[str, Json]
) -> dict[str, Json]:
    """Resource's metadata, then the trace's, then the observation's with its leftovers."""
    return {**context.trace_metadata, **own, **observation}


class TraceCollector:
    """Trace patches of one export. SDKs repeat a trace's attributes on every span: sayings that
    are equal and next to each other in time become one patch."""

    def __init__(self, project_id: str, origin: Origin) -> None:
        self._project_id = project_id
        self._origin = origin
        self._said: dict[str, list[tuple[Micros, TraceFields]]] = {}

    def add(self, trace_id: str, time: Micros, fields: TraceFields) -> None:
        self._said.setdefault(trace_id, []).append((time, fields))

    def patches(self) -> list[TracePatch]:
        """Each run of equal sayings: the time of its last, the timestamp of its first."""
        found: list[TracePatch] = []
        for trace_id, said in self._said.items():
            if len(said) > 1:
                said.sort(key=lambda saying: saying[0])
            previous: TracePatch | None = None
            for time, fields in said:
                if previous is not None and _same(previous.fields, fields):
                    previous.event_time = time
                    continue
                previous = TracePatch(
                    project_id=self._project_id,
                    id=trace_id,
                    event_time=time,
                    origin=self._origin,
                    fields=fields,
                )
                found.append(previous)
        return found


def _same(one: TraceFields, other: TraceFields) -> bool:
    """Equal but for the timestamp."""
    return one.keys() == other.keys() and all(
        one[key] == other[key]  # type: ignore[literal-required]
        for key in one
        if key != "timestamp"
    )
