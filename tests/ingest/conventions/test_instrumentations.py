"""One golden test a convention: attributes as the named package sends them."""

from __future__ import annotations

import json

import pytest
from tests.ingest.otlp.exports import START, Export, one

MESSAGES = '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]'
ANSWER = '[{"role":"assistant","parts":[{"type":"text","content":"hello"}],"finish_reason":"stop"}]'


def test_openllmetry():
    export = Export()
    root = export.span(
        "joke.workflow",
        {
            "traceloop.span.kind": "workflow",
            "traceloop.entity.input": '{"args":[1]}',
            "traceloop.entity.output": '"done"',
            "traceloop.association.properties.user_id": "u",
            "traceloop.association.properties.session_id": "s",
        },
        scope="traceloop.tracer",
    )
    export.span(
        "openai.chat",
        {
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "hi",
            "gen_ai.completion.0.content": "hello",
            "gen_ai.completion.0.tool_calls.0.name": "weather",
            "gen_ai.completion.0.tool_calls.0.arguments": "{}",
            "gen_ai.usage.prompt_tokens": 5,
            "gen_ai.usage.completion_tokens": 2,
            "llm.usage.total_tokens": 7,
        },
        parent=root,
        scope="opentelemetry.instrumentation.openai.v1",
    )
    export.span("agent", {"traceloop.span.kind": "agent"}, parent=root)
    decoded = export.decode()
    workflow, call = decoded.fields("joke.workflow"), decoded.fields("openai.chat")
    assert workflow["type"] == "SPAN"
    assert (workflow["input"], workflow["output"]) == ('{"args":[1]}', '"done"')
    assert decoded.traces[0].fields["user_id"] == "u"
    assert decoded.traces[0].fields["session_id"] == "s"
    assert (call["type"], call["model"]) == ("GENERATION", "gpt-4o-2024")
    assert json.loads(call["input"]) == [{"role": "user", "content": "hi"}]
    assert call["tool_call_names"] == ["weather"]
    assert call["usage_details"] == {"input": 5, "output": 2}
    assert decoded.fields("agent")["type"] == "AGENT"


@pytest.mark.parametrize(
    ("sent", "found"),
    [("chat", "GENERATION"), ("completion", "GENERATION"), ("embedding", "EMBEDDING")],
)
def test_openllmetry_before_operation_names(sent, found):
    decoded = one({"llm.request.type": sent, "gen_ai.request.model": "gpt-4o"})
    assert decoded.only["type"] == found


VERCEL = {
    "operation.name": "ai.generateText.doGenerate app",
    "ai.operationId": "ai.generateText.doGenerate",
    "ai.telemetry.functionId": "app",
    "ai.telemetry.metadata.userId": "u",
    "ai.telemetry.metadata.sessionId": "s",
    "ai.telemetry.metadata.tags": ["a", "b"],
    "ai.telemetry.metadata.plan": "pro",
    "ai.telemetry.metadata.langfusePrompt": '{"name":"p","version":2}',
    "ai.model.id": "gpt-4o",
    "ai.model.provider": "openai.chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.request.temperature": 0.5,
    "ai.settings.maxRetries": 2,
    "ai.prompt.messages": '[{"role":"user","content":"hi"}]',
    "ai.response.text": "hello",
    "ai.response.toolCalls": '[{"toolCallId":"1","toolName":"weather","args":"{}"}]',
    "ai.response.msToFirstChunk": 120.4,
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "ai.usage.totalTokens": 120,
    "ai.usage.cachedInputTokens": 40,
    "ai.usage.reasoningTokens": 5,
    "ai.response.providerMetadata": '{"openai":{"serviceTier":"flex",'
    '"rejectedPredictionTokens":1}}',
}


def test_vercel_generation():
    decoded = one(VERCEL, scope="ai", version="5.0.277")
    fields = decoded.only
    assert fields["type"] == "GENERATION"
    assert fields["name"] == "app:ai.generateText.doGenerate"
    assert fields["model"] == "gpt-4o-2024-08-06"
    assert fields["model_parameters"] == {
        "system": "openai.chat",
        "maxRetries": 2,
        "temperature": 0.5,
        "service_tier": "flex",
    }
    assert fields["usage_details"] == {
        "input": 60,
        "input_cached_tokens": 40,
        "output": 15,
        "output_reasoning_tokens": 5,
        "total": 120,
        "rejected_prediction_tokens": 1,
    }
    assert fields["completion_start_time"] == START + 121_000
    assert json.loads(fields["output"]) == {
        "role": "assistant",
        "content": "hello",
        "tool_calls": [{"toolCallId": "1", "toolName": "weather", "args": "{}"}],
    }
    assert fields["tool_call_names"] == ["weather"]
    assert (fields["prompt_name"], fields["prompt_version"]) == ("p", 2)
    assert fields["metadata"]["plan"] == "pro"
    assert not {"userId", "sessionId", "tags", "langfusePrompt"} & fields["metadata"].keys()
    assert decoded.trace["user_id"] == "u"
    assert decoded.trace["session_id"] == "s"
    assert decoded.trace["tags"] == ["a", "b"]


def test_vercel_outer_span_does_not_count_twice():
    fields = one(
        {
            "ai.operationId": "ai.generateText",
            "ai.model.id": "gpt-4o",
            "ai.prompt": '{"prompt":"hi"}',
            "ai.response.text": "hello",
            "ai.usage.inputTokens": 100,
            "ai.usage.cachedInputTokens": 40,
        },
        scope="ai",
    ).only
    assert (fields["type"], fields["input"]) == ("SPAN", '{"prompt":"hi"}')
    assert not {"model", "usage_details"} & fields.keys()


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("ai.generateText.doGenerate", "GENERATION"),
        ("ai.generateObject", "GENERATION"),
        ("ai.embed.doEmbed my-function", "EMBEDDING"),
        ("ai.toolCall", "TOOL"),
        ("http.request", "GENERATION"),
    ],
)
def test_vercel_operation_without_its_own_attributes(operation, kind):
    fields = one({"operation.name": operation, "gen_ai.response.model": "gpt-4o"}).only
    assert (fields["type"], fields["model"]) == (kind, "gpt-4o")


def test_vercel_scope_without_its_own_attributes():
    fields = one({"gen_ai.request.service_tier": "flex"}, scope="ai").only
    assert fields["model_parameters"] == {"service_tier": "flex"}
    assert one({}, scope="airflow").only["type"] == "SPAN"


def test_vercel_anthropic_cache_and_tool_call():
    usage = {
        "cache_creation_input_tokens": 30,
        "cache_read_input_tokens": 20,
        "cache_creation": {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 5},
    }
    fields = one(
        {
            "ai.operationId": "ai.streamText.doStream",
            "ai.model.id": "claude",
            "ai.usage.promptTokens": 100,
            "ai.response.providerMetadata": json.dumps({"anthropic": {"usage": usage}}),
        },
        scope="ai",
    ).only
    assert fields["usage_details"] == {
        "input": 50,
        "input_cache_creation": 15,
        "input_cached_tokens": 20,
        "input_cache_creation_5m": 10,
        "input_cache_creation_1h": 5,
    }
    tool = one(
        {
            "ai.operationId": "ai.toolCall",
            "ai.toolCall.name": "weather",
            "ai.toolCall.args": '{"city":"Rome"}',
            "ai.toolCall.result": '"sunny"',
        },
        scope="ai",
    ).only
    assert (tool["type"], tool["name"]) == ("TOOL", "weather")
    assert (tool["input"], tool["output"]) == ('{"city":"Rome"}', '"sunny"')


def test_vercel_embedding():
    fields = one(
        {
            "ai.operationId": "ai.embed.doEmbed",
            "ai.model.id": "e-3",
            "ai.values": ["x"],
            "ai.usage.tokens": 4,
        },
        scope="ai",
    ).only
    assert (fields["type"], fields["usage_details"]) == ("EMBEDDING", {"total": 4, "input": 4})


def test_pydantic_ai():
    export = Export()
    agent = export.span(
        "invoke_agent support",
        {
            "gen_ai.operation.name": "invoke_agent",
            "logfire.msg": "support run",
            "pydantic_ai.all_messages": MESSAGES,
            "final_result": "hello",
            "gen_ai.system_instructions": '[{"type":"text","content":"be kind"}]',
            "gen_ai.aggregated_usage.input_tokens": 21,
            "gen_ai.request.model": "gpt-4o",
        },
        scope="pydantic-ai",
    )
    export.span(
        "chat gpt-4o",
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.input.messages": MESSAGES,
            "gen_ai.output.messages": ANSWER,
            "gen_ai.usage.input_tokens": 21,
            "gen_ai.usage.output_tokens": 9,
            "gen_ai.usage.details.reasoning_tokens": 2,
            "gen_ai.usage.details.cache_read_tokens": 4,
            "logfire.json_schema": "{}",
            "operation.cost": 0.01,
        },
        parent=agent,
        scope="pydantic-ai",
    )
    export.span(
        "execute_tool weather",
        {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "weather",
            "gen_ai.tool.call.arguments": '{"city":"Rome"}',
            "gen_ai.tool.call.result": "sunny",
            "logfire.msg": "running tool: weather",
        },
        parent=agent,
        scope="pydantic-ai",
    )
    decoded = export.decode()
    run, call = decoded.fields("support run"), decoded.fields("chat gpt-4o")
    tool = decoded.fields("weather")
    assert (run["type"], run["output"]) == ("AGENT", "hello")
    assert [message["role"] for message in json.loads(run["input"])] == ["system", "user"]
    assert not {"usage_details", "model"} & run.keys()
    assert call["usage_details"] == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
    }
    assert (tool["type"], tool["input"], tool["output"]) == ("TOOL", '{"city":"Rome"}', "sunny")


def test_logfire_prompt_and_events_attribute():
    fields = one({"prompt": "hi", "all_messages_events": "[1]"}, scope="logfire").only
    assert (fields["input"], fields["output"]) == ("hi", "[1]")
    events = [
        {"event.name": "gen_ai.user.message", "content": "hi"},
        {"event.name": "gen_ai.choice", "message": "hello"},
    ]
    fields = one({"events": json.dumps(events)}, scope="pydantic-ai").only
    assert json.loads(fields["input"]) == events[:1]
    assert json.loads(fields["output"]) == events[1]


def test_mlflow():
    fields = one(
        {
            "mlflow.spanType": '"CHAT_MODEL"',
            "mlflow.spanInputs": '{"messages":[]}',
            "mlflow.spanOutputs": '"hello"',
            "mlflow.chat.tokenUsage": '{"input_tokens":5,"output_tokens":2,"total_tokens":7}',
        }
    ).only
    assert fields["type"] == "GENERATION"
    assert (fields["input"], fields["output"]) == ('{"messages":[]}', '"hello"')
    assert fields["usage_details"] == {"input": 5, "output": 2, "total": 7}


def test_genkit():
    request = {"messages": [{"role": "user"}], "config": {"temperature": 0.1}}
    response = {
        "message": {"role": "model"},
        "usage": {"inputTokens": 5, "outputTokens": 4, "thoughtsTokens": 1, "totalTokens": 9},
    }
    fields = one(
        {
            "genkit:name": "gemini-2",
            "genkit:metadata:subtype": "model",
            "genkit:input": json.dumps(request),
            "genkit:output": json.dumps(response),
        },
        scope="genkit-tracer",
    ).only
    assert (fields["type"], fields["name"], fields["model"]) == (
        "GENERATION",
        "gemini-2",
        "gemini-2",
    )
    assert json.loads(fields["input"]) == [{"role": "user"}]
    assert json.loads(fields["output"]) == {"role": "model"}
    assert fields["model_parameters"] == {"temperature": 0.1}
    assert fields["usage_details"] == {"input": 5, "output": 3, "output_reasoning": 1, "total": 9}


def test_google_adk():
    response = {"usage_metadata": {"cached_content_token_count": 3}}
    fields = one(
        {
            "gen_ai.operation.name": "generate_content",
            "gen_ai.request.model": "gemini",
            "gen_ai.usage.input_tokens": 10,
            "gen_ai.usage.output_tokens": 2,
            "gcp.vertex.agent.llm_request": '{"contents":[]}',
            "gcp.vertex.agent.llm_response": json.dumps(response),
        },
        scope="gcp.vertex.agent",
    ).only
    assert fields["usage_details"] == {"input": 7, "input_cached_tokens": 3, "output": 2}
    assert fields["input"] == '{"contents":[]}'
    tool = one(
        {
            "gen_ai.operation.name": "execute_tool",
            "gcp.vertex.agent.llm_request": "{}",
            "gcp.vertex.agent.llm_response": "{}",
            "gcp.vertex.agent.tool_call_args": '{"city":"Rome"}',
            "gcp.vertex.agent.tool_response": '{"sky":"blue"}',
        },
        scope="gcp.vertex.agent",
    ).only
    assert (tool["type"], tool["input"]) == ("TOOL", '{"city":"Rome"}')
    assert tool["output"] == '{"sky":"blue"}'


def test_livekit():
    turn = one({"lk.user_transcript": "hi"}, name="agent_turn", scope="livekit-agents").only
    assert (turn["type"], turn["input"], turn["level"]) == ("AGENT", "hi", "DEFAULT")
    tool = one(
        {"lk.function_tool.output": "sunny"}, name="function_tool", scope="livekit-agents"
    ).only
    assert (tool["type"], tool["output"]) == ("TOOL", "sunny")
    noise = one({}, name="tts_request_run", scope="livekit-agents").only
    assert noise["level"] == "DEBUG"


def test_flue():
    fields = one(
        {"flue.tool.name": "t", "flue.tool.arguments": "a", "flue.tool.result": "r"},
        scope="@flue/opentelemetry",
    ).only
    assert (fields["type"], fields["input"], fields["output"]) == ("TOOL", "a", "r")
    task = one({"flue.task.agent": "x", "flue.task.prompt": "p"}, scope="@flue/opentelemetry").only
    assert (task["type"], task["input"]) == ("AGENT", "p")


def test_openlit():
    fields = one(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.request.seed": 0,
            "gen_ai.request.max_tokens": -1,
            "gen_ai.request.temperature": 1.0,
            "gen_ai.usage.input_tokens": 5,
            "gen_ai.usage.output_tokens": 2,
            "gen_ai.usage.cost": 0,
            "gen_ai.input.messages": MESSAGES,
        },
        scope="openlit.instrumentation.openai",
    ).only
    assert fields["model_parameters"] == {"temperature": 1.0}
    assert fields["usage_details"] == {"input": 5, "output": 2}
    assert "cost_details" not in fields


def test_plain_names():
    fields = one({"input": "hi", "output": "hello", "model": "m"}).only
    assert (fields["type"], fields["model"]) == ("GENERATION", "m")
    assert (fields["input"], fields["output"]) == ("hi", "hello")
    tool = one({"tool_arguments": "a", "tool_response": "r", "model_config": '{"top_p":1}'}).only
    assert (tool["input"], tool["output"]) == ("a", "r")
    assert tool["model_parameters"] == {"top_p": 1}


def test_precedence_across_conventions():
    fields = one(
        {
            "langfuse.observation.input": "langfuse",
            "input.value": "openinference",
            "input": "generic",
            "gen_ai.response.model": "genai",
            "llm.model_name": "openinference",
            "openinference.span.kind": "CHAIN",
            "gen_ai.operation.name": "chat",
        }
    ).only
    assert (fields["input"], fields["model"], fields["type"]) == ("langfuse", "genai", "CHAIN")
    fields = one({"input": "generic", "input.value": "openinference", "prompt": "logfire"}).only
    assert fields["input"] == "logfire"


def test_cached_tokens_that_were_taken_out_already():
    fields = one(
        {
            "gen_ai.usage.input_tokens": 3,
            "gen_ai.usage.cache_read.input_tokens": 900,
            "gen_ai.usage.cache_creation.input_tokens": 50,
        }
    ).only
    assert fields["usage_details"] == {
        "input": 3,
        "input_cached_tokens": 900,
        "input_cache_creation": 50,
    }
