"""One golden test a convention: attributes as the named package sends them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.ingest.otlp.exports import Export, one

MESSAGES = '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]'
ANSWER = '[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]'


def test_genai_openai_v2():
    decoded = one(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
            "gen_ai.request.temperature": 0.3,
            "gen_ai.request.stop_sequences": ["x"],
            "gen_ai.usage.input_tokens": 21,
            "gen_ai.usage.output_tokens": 9,
            "gen_ai.usage.cache_read.input_tokens": 4,
            "gen_ai.usage.reasoning.output_tokens": 2,
            "gen_ai.system_instructions": '[{"type":"text","content":"be brief"}]',
            "gen_ai.input.messages": MESSAGES,
            "gen_ai.output.messages": ANSWER,
            "gen_ai.conversation.id": "c1",
            "server.port": 443,
        },
        name="chat gpt-4o-mini",
        scope="opentelemetry.util.genai.handler",
    )
    fields = decoded.only
    assert (fields["type"], fields["name"]) == ("GENERATION", "chat gpt-4o-mini")
    assert fields["model"] == "gpt-4o-mini-2024-07-18"
    assert fields["model_parameters"] == {"temperature": 0.3, "stop_sequences": '["x"]'}
    assert fields["usage_details"] == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
    }
    given = json.loads(fields["input"])
    assert [message["role"] for message in given] == ["system", "user"]
    assert fields["output"] == ANSWER
    assert decoded.trace["session_id"] == "c1"
    left = json.loads(fields["metadata"]["attributes"])
    assert left["server.port"] == "443"
    assert "gen_ai.input.messages" not in left


def test_conversation_id_of_a_child_is_no_session():
    export = Export()
    root = export.span("root", {"session.id": "real"})
    export.span("chat", {"gen_ai.conversation.id": "random", "user.id": "u"}, parent=root)
    assert "session_id" not in export.decode().traces[1].fields


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("text_completion", "GENERATION"),
        ("embeddings", "EMBEDDING"),
        ("create_agent", "AGENT"),
        ("execute_tool", "TOOL"),
        ("unheard_of", "SPAN"),
    ],
)
def test_genai_types(operation, kind):
    assert one({"gen_ai.operation.name": operation}).only["type"] == kind


@pytest.mark.parametrize("operation", ["invoke_agent", "agent_step"])
def test_agents_repeat_the_usage_of_their_calls(operation):
    fields = one(
        {
            "gen_ai.operation.name": operation,
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.usage.input_tokens": 10,
            "gen_ai.usage.cost": 0.5,
        }
    ).only
    assert not {"model", "usage_details", "cost_details"} & fields.keys()


def test_genai_content_events():
    fields = one(
        {"gen_ai.request.model": "m"},
        events=[
            ("gen_ai.system.message", {"content": "be brief"}),
            ("gen_ai.user.message", {"content": "hi"}),
            ("gen_ai.choice", {"message": "hello", "finish_reason": "stop"}),
        ],
    ).only
    assert json.loads(fields["input"]) == [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "hi"},
    ]
    assert json.loads(fields["output"]) == {"message": "hello", "finish_reason": "stop"}
    assert "events" not in fields["metadata"]
    older = one(
        {},
        events=[
            ("gen_ai.content.prompt", {"gen_ai.prompt": "hi"}),
            ("gen_ai.content.completion", {"other": "hello"}),
        ],
    ).only
    assert older["input"] == "hi"
    assert json.loads(older["output"]) == {"other": "hello"}
    details = one(
        {},
        events=[
            (
                "gen_ai.client.inference.operation.details",
                {"gen_ai.input.messages": MESSAGES, "gen_ai.output.messages": ANSWER},
            )
        ],
    ).only
    assert (details["input"], details["output"]) == (MESSAGES, ANSWER)


def test_openinference_openai():
    fields = one(
        {
            "openinference.span.kind": "LLM",
            "llm.model_name": "gpt-4o-mini",
            "llm.invocation_parameters": '{"temperature":0.2,"tools":[1]}',
            "input.value": '{"messages":[{"role":"user","content":"hi"}]}',
            "input.mime_type": "application/json",
            "output.value": "hello",
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "hi",
            "llm.tools.0.tool.json_schema": '{"type":"function","function":{"name":"weather",'
            '"description":"d","parameters":{"type":"object"}}}',
            "llm.token_count.prompt": 21,
            "llm.token_count.completion": 9,
            "llm.token_count.total": 30,
            "llm.token_count.prompt_details.cache_read": 4,
            "llm.token_count.prompt_details.audio": 0,
            "llm.token_count.completion_details.reasoning": 2,
            "llm.cost.total": 0.002,
            "metadata": '{"team":"red"}',
            "session.id": "s",
            "user.id": "u",
            "tag.tags": ["x"],
        },
        name="ChatCompletion",
        scope="openinference.instrumentation.openai",
    )
    assert fields.trace["user_id"] == "u"
    assert fields.trace["session_id"] == "s"
    assert fields.trace["tags"] == ["x"]
    fields = fields.only
    assert (fields["type"], fields["model"]) == ("GENERATION", "gpt-4o-mini")
    assert fields["input"].startswith('{"messages"')
    assert fields["output"] == "hello"
    assert fields["usage_details"] == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
        "total": 30,
    }
    assert fields["cost_details"] == {"total": Decimal("0.002")}
    assert fields["model_parameters"] == {"temperature": 0.2, "tools": "[1]"}
    assert json.loads(fields["tool_definitions"]["weather"])["parameters"] == {"type": "object"}
    assert fields["metadata"]["team"] == "red"
    left = json.loads(fields["metadata"]["attributes"])
    assert not any(key.startswith("llm.input_messages") for key in left)


def test_openinference_messages_without_values():
    fields = one(
        {
            "openinference.span.kind": "CHAIN",
            "llm.output_messages.1.message.content": "b",
            "llm.output_messages.0.message.content": "a",
            "llm.output_messages.10.message.content": "c",
        }
    ).only
    assert fields["type"] == "CHAIN"
    contents = [item["message"]["content"] for item in json.loads(fields["output"])]
    assert contents == ["a", "b", "c"]


def test_embedding_of_openinference():
    fields = one(
        {"openinference.span.kind": "EMBEDDING", "embedding.model_name": "e-3", "input.value": "x"}
    ).only
    assert (fields["type"], fields["model"]) == ("EMBEDDING", "e-3")


LLAMA_INDEX = "openinference.instrumentation.llama_index"
LLAMA_CALL = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o-mini",
    "llm.invocation_parameters": '{"context_window": 128000}',
    "input.value": "{}",
    "output.value": "said",
}


@pytest.mark.parametrize(
    "told",
    [
        {"llm.input_messages.0.message.content": "hi"},
        {"llm.prompts": ["hi"]},
        {"llm.token_count.prompt": 5},
    ],
)
def test_llama_index_calls(told):
    fields = one(LLAMA_CALL | told, name="OpenAI.chat", scope=LLAMA_INDEX).only
    assert (fields["type"], fields["model"]) == ("GENERATION", "gpt-4o-mini")


def test_llama_index_helpers_and_wrappers_are_no_calls():
    """`_prepare_chat_with_tools` is sent as a call of the model: its tokens would be counted."""
    fields = one(LLAMA_CALL, name="OpenAI._prepare_chat_with_tools", scope=LLAMA_INDEX).only
    assert (fields["type"], fields["output"]) == ("CHAIN", "said")
    assert "model" not in fields
    elsewhere = one(LLAMA_CALL, scope="openinference.instrumentation.langchain").only
    assert elsewhere["type"] == "GENERATION"


def test_llama_index_shows_its_messages():
    answer = "llm.output_messages.0.message."
    fields = one(
        LLAMA_CALL
        | {
            "input.value": '{"messages": ["ChatMessage(role=<MessageRole.USER)"]}',
            "output.value": "assistant: ",
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "hi",
            f"{answer}role": "assistant",
            f"{answer}contents.0.message_content.type": "text",
            f"{answer}contents.0.message_content.text": "",
            f"{answer}tool_calls.0.tool_call.id": "c1",
            f"{answer}tool_calls.0.tool_call.function.name": "weather",
            f"{answer}tool_calls.0.tool_call.function.arguments": "{}",
        },
        scope=LLAMA_INDEX,
    ).only
    assert json.loads(fields["input"]) == [{"role": "user", "content": "hi"}]
    assert json.loads(fields["output"]) == [
        {
            "role": "assistant",
            "content": [{"type": "text", "text": ""}],
            "tool_calls": [{"id": "c1", "function": {"name": "weather", "arguments": "{}"}}],
        }
    ]
    assert fields["tool_call_names"] == ["weather"]
