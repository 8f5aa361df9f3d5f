"""The fields of an observation, each read through the plan of the conventions that apply."""

from __future__ import annotations

from typing import Any

from gatelight.core.json import Json, to_text
from gatelight.core.observation import ObservationFields
from gatelight.core.time import Micros
from gatelight.core.trace import MAX_NAME_LENGTH
from gatelight.core.usage import openai_shape
from gatelight.ingest.conventions.convention import Payload, Scope
from gatelight.ingest.conventions.genai import CONTENT_EVENTS
from gatelight.ingest.conventions.langfuse import COST, LEVEL, LEVEL_ALIASES, PARAMETERS, USAGE
from gatelight.ingest.conventions.registry import EXPERIMENT_PREFIX, Plan
from gatelight.ingest.conventions.values import count, first, json_object, milliseconds, text_of
from gatelight.ingest.otlp.context import ScopeContext
from gatelight.ingest.otlp.model import STATUS_ERROR, Span
from gatelight.ingest.otlp.times import Altered, iso_time

_EXCEPTION = "exception"
_JSON_FIELDS = (
    (USAGE, "usage_details"),
    (COST, "cost_details"),
    (PARAMETERS, "model_parameters"),
)


def set_identity(
    fields: ObservationFields,
    span: Span,
    context: ScopeContext,
    plan: Plan,
    altered: Altered,
) -> None:
    """Type, name, level, status, version, environment and where the span came from."""
    attributes = span.attributes
    scope = context.scope
    fields["type"] = _type(span, scope, plan)
    fields["name"] = _name(span, scope, plan, altered)
    fields["level"] = _level(span, scope, plan, altered)
    message = first(attributes, ("langfuse.observation.status_message",)) or span.status_message
    if not message and fields["level"] == "ERROR" and span.events:
        message = _exception_message(span)
    if message:
        fields["status_message"] = text_of(message)
    if version := attributes.get("langfuse.version") or context.version:
        fields["version"] = text_of(version)
    if environment := context.environment(attributes):
        fields["environment"] = environment
    if scope.name:
        fields["source_scope"] = scope.name
    if context.service_name:
        fields["service_name"] = context.service_name


def set_generation(
    fields: ObservationFields,
    span: Span,
    context: ScopeContext,
    plan: Plan,
    altered: Altered,
) -> None:
    """Model, parameters, usage, cost, prompt and time of the first token.

    Spans that repeat what their children carry get none of the first four.
    """
    scope = context.scope
    if not any(repeats(span, scope) for repeats in plan.repeats_usage):
        if model := _model(span, scope, plan):
            fields["model"] = model
        for read_parameters in plan.read_parameters:
            if parameters := read_parameters(span, scope):
                fields["model_parameters"] = parameters
                break
        _set_usage(fields, span, scope, plan, altered)
        for read_cost in plan.read_cost:
            if costs := read_cost(span, scope):
                fields["cost_details"] = dict(costs)
                break
    for name, field in _JSON_FIELDS:
        sent = span.attributes.get(name)
        if sent and field not in fields and json_object(sent) is None:
            altered.append(f"attribute {name!r} is no JSON object and was dropped")
    if fields["type"] == "GENERATION":
        for read_prompt in plan.read_prompt:
            if prompt := read_prompt(span, scope):
                fields["prompt_name"], fields["prompt_version"] = prompt
                break
    if (moment := _first_token(span, plan, fields["start_time"], altered)) is not None:
        fields["completion_start_time"] = moment


def set_payload(fields: ObservationFields, span: Span, context: ScopeContext, plan: Plan) -> None:
    """Input and output as text: the first rule that finds either gives both."""
    found = _payload(span, context.scope, plan)
    if found is None:
        return
    if found.input is not None and (text := text_of(found.input)):
        fields["input"] = text
    if found.output is not None and (text := text_of(found.output)):
        fields["output"] = text


def _payload(span: Span, scope: Scope, plan: Plan) -> Payload | None:
    attributes = span.attributes
    for rule in plan.payload:
        if rule.read is not None:
            if (found := rule.read(span, scope)) is not None:
                return found
            continue
        given, produced = first(attributes, rule.input), first(attributes, rule.output)
        if given is not None or produced is not None:
            return Payload(given, produced)
    return None


def _type(span: Span, scope: Scope, plan: Plan) -> str:
    attributes = span.attributes
    for rule in plan.types:
        if rule.read is not None:
            found = rule.read(span, scope)
        else:
            value = attributes.get(rule.attribute)
            found = rule.values.get(value.lower()) if isinstance(value, str) else None
        if found is not None:
            return found
    return "GENERATION" if first(attributes, plan.marks_generation) is not None else "SPAN"


def _name(span: Span, scope: Scope, plan: Plan, altered: Altered) -> str:
    name = text_of(first(span.attributes, plan.observation_name))
    for read in () if name else plan.read_name:
        name = read(span, scope) or ""
    name = name or span.name
    if len(name) > MAX_NAME_LENGTH:
        altered.append(f"the name of {len(name)} characters was cut to {MAX_NAME_LENGTH}")
        name = name[:MAX_NAME_LENGTH]
    return name


def _level(span: Span, scope: Scope, plan: Plan, altered: Altered) -> str:
    sent = span.attributes.get(LEVEL)
    if sent is not None and sent != "":
        level = LEVEL_ALIASES.get(sent.upper()) if isinstance(sent, str) else None
        if level is not None:
            return level
        altered.append(f"level {text_of(sent)[:40]!r} is not known and was ignored")
    if span.status_code == STATUS_ERROR:
        return "ERROR"
    for read in plan.read_level:
        if found := read(span, scope):
            return str(found)
    return "DEFAULT"


def _exception_message(span: Span) -> str:
    """The first exception event as `Type: message`."""
    for event in span.events:
        if event.name == _EXCEPTION:
            kind = text_of(event.attributes.get("exception.type"))
            message = text_of(event.attributes.get("exception.message"))
            return f"{kind}: {message}" if kind and message else kind or message
    return ""


def _model(span: Span, scope: Scope, plan: Plan) -> str:
    if (named := first(span.attributes, plan.model)) is not None:
        return text_of(named)
    for read in plan.read_model:
        if found := read(span, scope):
            return str(found)
    return ""


def _set_usage(
    fields: ObservationFields, span: Span, scope: Scope, plan: Plan, altered: Altered
) -> None:
    for rule in plan.usage:
        sent = rule.read(span, scope)
        if sent is None:
            continue
        if details := openai_shape(sent):
            fields["usage_details"] = details
            return
        details = {}
        for key, value in sent.items():
            if (number := count(value)) is not None:
                details[key] = number
            elif value is not None:
                altered.append(f"usage {key[:60]!r} is not a whole number ≥ 0 and was dropped")
        if details:
            fields["usage_details"] = details
        return


def _first_token(span: Span, plan: Plan, start: Micros, altered: Altered) -> Micros | None:
    sent = first(span.attributes, plan.completion_start)
    if sent is not None and (moment := iso_time(sent, altered)) is not None:
        return moment
    if plan.first_token_ms:
        delay = milliseconds(first(span.attributes, plan.first_token_ms))
        if delay is not None:
            return start + delay * 1000
    return None


def experiment_of(routed: list[tuple[str, Any]]) -> dict[str, str]:
    """`langfuse.experiment.*` by their last words; metadata flattened into single keys (Python
    SDK 4) becomes one object again."""
    found: dict[str, str] = {}
    flattened: dict[str, Json] = {}
    for key, value in routed:
        if not key.startswith(EXPERIMENT_PREFIX) or value is None:
            continue
        name = key[len(EXPERIMENT_PREFIX) :]
        if name.startswith("metadata."):
            flattened[name[len("metadata.") :]] = value
        else:
            found[name] = text_of(value)
    if flattened:
        found["metadata"] = to_text((json_object(found.get("metadata")) or {}) | flattened)
    return found


def leftover_events(span: Span) -> list[Json]:
    """Span events that are neither input nor output, as metadata."""
    return [
        {"name": event.name, "timeUnixNano": str(event.time_ns), "attributes": event.attributes}
        for event in span.events
        if event.name not in CONTENT_EVENTS
    ]
