"""Applications under test: frameworks and instrumentations that send through their own packages,
with a stand-in for the model provider. Each must give complete, rightly priced traces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.compat.sdks import Sdk

CHAT = ("GENERATION", "gpt-4o-mini", 6.825e-06)
"""15 fresh, 5 cached and 7 written tokens of the stand-in."""
CHAT_UNCACHED = ("GENERATION", "gpt-4o-mini", 7.2e-06)
"""The same, where the sender does not tell which tokens were cached."""
EMBEDDING = ("EMBEDDING", "text-embedding-3-small", 4e-07)
FAILED = ("GENERATION", "gpt-4o-mini-500", 0.0)

Calls = Counter[tuple[str, str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """`packages`: what the matrix names, as locked. `traces`: how many there are. `calls`: every
    call of a model (type, model, US dollars), each once. `paths`: observations that must be there,
    from the root down, `TYPE name` joined by ` / `."""

    name: str
    environment: str
    driver: str
    packages: tuple[str, ...]
    calls: Calls
    paths: tuple[str, ...]
    traces: int = 1

    @property
    def sdk(self) -> Sdk:
        return Sdk(self.name, self.environment, f"apps/{self.driver}", otlp=True)


APPLICATIONS = (
    Application(
        name="OpenAI drop-in, Python",
        environment="python-apps",
        driver="openai_langfuse.py",
        packages=("langfuse", "openai"),
        calls=Counter({CHAT: 3, EMBEDDING: 1, FAILED: 1}),
        paths=(
            "SPAN assistant / GENERATION OpenAI-generation",
            "SPAN assistant / EMBEDDING OpenAI-embedding",
        ),
    ),
    Application(
        name="OpenAI drop-in, JS",
        environment="js-apps",
        driver="openai_langfuse.mjs",
        packages=("@langfuse/openai", "openai"),
        # This package sends no usage of embeddings: the tokens are counted here.
        calls=Counter({CHAT: 3, ("GENERATION", "text-embedding-3-small", 1.4e-07): 1}),
        paths=(
            "SPAN assistant / GENERATION OpenAI.chat",
            "SPAN assistant / GENERATION OpenAI.responses",
            "SPAN assistant / GENERATION OpenAI.embeddings",
        ),
    ),
    Application(
        name="LangChain, Python",
        environment="python-apps",
        driver="langchain_callback.py",
        packages=("langchain", "langchain-openai", "langfuse"),
        traces=2,
        calls=Counter({CHAT: 3}),
        paths=(
            "CHAIN LangGraph / CHAIN model / GENERATION ChatOpenAI",
            "CHAIN LangGraph / CHAIN tools / TOOL weather",
            "CHAIN RunnableSequence / CHAIN ChatPromptTemplate",
            "CHAIN RunnableSequence / GENERATION ChatOpenAI",
        ),
    ),
    Application(
        name="LangChain, JS",
        environment="js-apps",
        driver="langchain_callback.mjs",
        packages=("@langchain/core", "@langchain/openai", "@langfuse/langchain"),
        traces=2,
        calls=Counter({CHAT: 3}),
        paths=(
            "SPAN assistant / SPAN RunnableSequence / GENERATION ChatOpenAI",
            "SPAN assistant / TOOL weather",
            "SPAN RunnableSequence / SPAN ChatPromptTemplate",
            "SPAN RunnableSequence / GENERATION ChatOpenAI",
        ),
    ),
    Application(
        name="LlamaIndex",
        environment="python-llama-index",
        driver="llama_index_openinference.py",
        packages=(
            "llama-index-core",
            "llama-index-llms-openai",
            "openinference-instrumentation-llama-index",
            "langfuse",
        ),
        traces=3,
        calls=Counter({CHAT: 4}),
        paths=(
            "CHAIN FunctionAgent.run / CHAIN BaseWorkflowAgent.run_agent_step"
            " / GENERATION OpenAI.astream_chat",
            "CHAIN FunctionAgent.run / CHAIN BaseWorkflowAgent.run_agent_step"
            " / CHAIN OpenAI._prepare_chat_with_tools",
            "CHAIN FunctionAgent.run / CHAIN BaseWorkflowAgent.call_tool / TOOL FunctionTool.acall",
            "GENERATION OpenAI.chat",
            "GENERATION OpenAI.stream_chat",
        ),
    ),
    Application(
        name="Pydantic AI",
        environment="python-apps",
        driver="pydantic_ai_agent.py",
        packages=("pydantic-ai-slim", "langfuse"),
        calls=Counter({CHAT: 2}),
        paths=(
            "AGENT assistant run / GENERATION chat gpt-4o-mini",
            "AGENT assistant run / TOOL weather",
        ),
    ),
    Application(
        name="Vercel AI SDK 7",
        environment="js-apps",
        driver="vercel_7.mjs",
        packages=("ai", "@langfuse/vercel-ai-sdk", "@langfuse/otel"),
        # The outer span of an embedding names its model and sends no tokens.
        calls=Counter({CHAT: 4, EMBEDDING: 1, ("EMBEDDING", "text-embedding-3-small", 0.0): 1}),
        paths=(
            "SPAN assistant / AGENT invoke_agent gpt-4o-mini / SPAN step 1"
            " / GENERATION chat gpt-4o-mini",
            "SPAN assistant / AGENT invoke_agent gpt-4o-mini / SPAN step 1 / TOOL weather",
            "SPAN assistant / AGENT invoke_agent gpt-4o-mini / SPAN step 2"
            " / GENERATION chat gpt-4o-mini",
        ),
    ),
    Application(
        name="Vercel AI SDK 5",
        environment="js-apps",
        driver="vercel_5.mjs",
        packages=("ai-5", "@langfuse/otel"),
        # Only its streams tell which tokens were cached.
        calls=Counter({CHAT_UNCACHED: 3, CHAT: 1, EMBEDDING: 1}),
        paths=(
            "SPAN assistant / SPAN answer:ai.generateText"
            " / GENERATION answer:ai.generateText.doGenerate",
            "SPAN assistant / SPAN answer:ai.generateText / TOOL weather",
            "SPAN assistant / SPAN answer:ai.streamText / GENERATION answer:ai.streamText.doStream",
            "SPAN assistant / SPAN answer:ai.embed / EMBEDDING answer:ai.embed.doEmbed",
        ),
    ),
    Application(
        name="OpenLLMetry, instrumentation alone",
        environment="python-apps",
        driver="openllmetry_openai.py",
        packages=("opentelemetry-instrumentation-openai", "openai"),
        calls=Counter({CHAT: 3, EMBEDDING: 1}),
        paths=(
            "SPAN assistant / GENERATION openai.chat",
            "SPAN assistant / GENERATION openai.response",
            "SPAN assistant / EMBEDDING openai.embeddings",
        ),
    ),
    Application(
        name="OpenLLMetry, Traceloop SDK",
        environment="python-llama-index",
        driver="traceloop_sdk.py",
        packages=("traceloop-sdk", "opentelemetry-instrumentation-openai", "openai"),
        calls=Counter({CHAT: 3, EMBEDDING: 1}),
        paths=(
            "SPAN assistant.workflow / SPAN answer.task / TOOL weather.tool",
            "SPAN assistant.workflow / SPAN answer.task / GENERATION openai.chat",
            "SPAN assistant.workflow / SPAN answer.task / GENERATION openai.response",
            "SPAN assistant.workflow / SPAN answer.task / EMBEDDING openai.embeddings",
        ),
    ),
    Application(
        name="OpenInference",
        environment="python-apps",
        driver="openinference_openai.py",
        packages=("openinference-instrumentation-openai", "openai"),
        calls=Counter({CHAT: 3, EMBEDDING: 1}),
        paths=(
            "SPAN assistant / GENERATION ChatCompletion",
            "SPAN assistant / GENERATION Response",
            "SPAN assistant / EMBEDDING CreateEmbeddings",
        ),
    ),
)
