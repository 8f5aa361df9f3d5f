"""OpenInference (Arize): `openinference.span.kind`, `input.value`, `llm.*`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.token_usage import attribute_usage
from gatelight.ingest.conventions.values import cost, first, json_object, nested, parameters_of
from gatelight.ingest.otlp.model import Span

KIND = "openinference.span.kind"
KINDS = {
    "llm": "GENERATION",
    "chain": "CHAIN",
    "retriever": "RETRIEVER",
    "embedding": "EMBEDDING",
    "agent": "AGENT",
    "tool": "TOOL",
    "guardrail": "GUARDRAIL",
    "evaluator": "EVALUATOR",
}


LLAMA_INDEX = "openinference.instrumentation.llama_index"
_SAID = ("llm.input_messages.", "llm.prompts", "llm.token_count.")


def wraps_a_call(span: Span, scope: Scope) -> bool:
    """LlamaIndex marks every method of a model object as a call of the model, its helpers
    (`OpenAI._prepare_chat_with_tools`) and wrappers (`OpenAILike.chat` around `OpenAI.chat`) too.
    Only a true call has messages, a prompt or token counts."""
    return (
        scope.name == LLAMA_INDEX
        and span.attributes.get(KIND) == "LLM"
        and not any(key.startswith(_SAID) for key in span.attributes)
    )


def _wrapper_type(span: Span, scope: Scope) -> str | None:
    return "CHAIN" if wraps_a_call(span, scope) else None


def _messages(span: Span, _scope: Scope) -> Payload | None:
    given = nested(span.attributes, "llm.input_messages")
    produced = nested(span.attributes, "llm.output_messages")
    return None if given is None and produced is None else Payload(given, produced)


def _llama_index_messages(span: Span, scope: Scope) -> Payload | None:
    """LlamaIndex writes its objects' `repr` into `input.value` and only the text of an answer into
    `output.value`: its messages say what was asked, and which tools were called."""
    if scope.name != LLAMA_INDEX or (said := _messages(span, scope)) is None:
        return None
    given = said.input if said.input is not None else first(span.attributes, ("input.value",))
    produced = said.output if said.output is not None else first(span.attributes, ("output.value",))
    return Payload(_plain_messages(given), _plain_messages(produced))


def _plain_messages(listed: Json) -> Json:
    """`[{"message": {…, "tool_calls": [{"tool_call": …}]}}]` without the wrappers."""
    if not isinstance(listed, list):
        return listed
    found: list[Json] = []
    for item in listed:
        message = _unwrapped(item, "message")
        if isinstance(message, dict):
            for several, one in (("tool_calls", "tool_call"), ("contents", "message_content")):
                parts = message.get(several)
                if isinstance(parts, list):
                    message = message | {several: [_unwrapped(part, one) for part in parts]}
            if "contents" in message and "content" not in message:
                message = message | {"content": message["contents"]}
                del message["contents"]
        found.append(message)
    return found


def _unwrapped(item: Json, name: str) -> Json:
    return item[name] if isinstance(item, dict) and name in item else item


def _cost(span: Span, _scope: Scope) -> Mapping[str, Decimal] | None:
    amount = cost(first(span.attributes, ("llm.cost.total",)))
    return {"total": amount} if amount else None


def _parameters(span: Span, _scope: Scope) -> dict[str, Json] | None:
    sent = json_object(span.attributes.get("llm.invocation_parameters"))
    return parameters_of(sent) or None if sent else None


def _tools(span: Span, _scope: Scope) -> Json:
    listed = nested(span.attributes, "llm.tools")
    if not isinstance(listed, list):
        return None
    return [
        tool["tool"].get("json_schema")
        for tool in listed
        if isinstance(tool, dict) and isinstance(tool.get("tool"), dict)
    ]


CONVENTION = Convention(
    name="openinference",
    scopes=("openinference.",),
    keys=("input.value", "output.value", "metadata"),
    prefixes=("openinference.", "llm.", "embedding."),
    model=("llm.response.model", "llm.model_name", "embedding.model_name"),
    marks_generation=("llm.model_name",),
    repeats_usage=wraps_a_call,
    payload=(
        PayloadRule(rank=13.9, read=_llama_index_messages),
        PayloadRule(rank=14, input=("input.value",), output=("output.value",)),
        PayloadRule(rank=19, read=_messages),
    ),
    types=(
        TypeRule(rank=1.9, read=_wrapper_type),
        TypeRule(rank=2, attribute=KIND, values=KINDS),
    ),
    usage=(UsageRule(rank=9, read=attribute_usage),),
    read_cost=_cost,
    read_parameters=_parameters,
    tool_definitions=_tools,
    metadata=("metadata",),
    payload_prefixes=("llm.input_messages", "llm.output_messages"),
)
