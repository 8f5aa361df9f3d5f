"""The demonstration model: answers without any provider, so that a first run needs no key.

It says hello in a language, counts, and otherwise repeats what it was told. Token counts are
real; its price (set in the generated configuration) is made up so that costs can be seen.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from typing import Any

import litellm
from litellm import CustomLLM
from litellm.types.utils import EmbeddingResponse, GenericStreamingChunk, ModelResponse, Usage

_HELLO = {
    "arabic": "مرحبا!",
    "chinese": "你好！",
    "czech": "Ahoj!",
    "danish": "Hej!",
    "dutch": "Hallo!",
    "english": "Hello!",
    "finnish": "Hei!",
    "french": "Bonjour !",
    "german": "Hallo!",
    "greek": "Γεια σου!",
    "hebrew": "שלום!",
    "hindi": "नमस्ते!",
    "italian": "Ciao!",
    "japanese": "こんにちは！",
    "korean": "안녕하세요!",
    "norwegian": "Hei!",
    "polish": "Cześć!",
    "portuguese": "Olá!",
    "russian": "Привет!",
    "spanish": "¡Hola!",
    "swedish": "Hej!",
    "turkish": "Merhaba!",
    "ukrainian": "Привіт!",
}
_MOST_COUNTED = 100
# Its vocabulary is one LiteLLM loads anyway; that of newer models takes 50 MB more.
_TOKENIZER = "gpt-4"
_DIMENSIONS = 64


def answer(messages: list[Any]) -> str:
    """What the demonstration model says to the last message."""
    said = _last_text(messages)
    if match := re.search(r"hello in (\w+)", said, re.IGNORECASE):
        language = match.group(1).lower()
        return _HELLO.get(language, f"I only know hello in {', '.join(sorted(_HELLO))}.")
    if match := re.search(r"count (?:up )?to (\d{1,9})", said, re.IGNORECASE):
        last = min(int(match.group(1)), _MOST_COUNTED)
        return ", ".join(str(number) for number in range(1, last + 1))
    return (
        "This is gatelight-demo, a demonstration model: no provider is configured. "
        f"You said: {said[:500]}"
    )


def _last_text(messages: list[Any]) -> str:
    content = messages[-1].get("content") if messages and isinstance(messages[-1], dict) else ""
    if isinstance(content, list):
        parts = (part.get("text", "") for part in content if isinstance(part, dict))
        return " ".join(str(part) for part in parts if part)
    return str(content or "")


def _usage(messages: list[Any], text: str) -> Usage:
    prompt = litellm.token_counter(model=_TOKENIZER, messages=messages)
    completion = litellm.token_counter(model=_TOKENIZER, text=text)
    return Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion
    )


def _chunk(text: str, usage: Usage | None = None) -> GenericStreamingChunk:
    return GenericStreamingChunk(
        text=text,
        is_finished=usage is not None,
        finish_reason="stop" if usage is not None else "",
        usage=usage.model_dump() if usage is not None else None,
        index=0,
        tool_use=None,
    )


def _chunks(messages: list[Any]) -> Iterator[GenericStreamingChunk]:
    text = answer(messages)
    for word in re.findall(r"\S+\s*", text):
        yield _chunk(word)
    yield _chunk("", _usage(messages, text))


class DemoModel(CustomLLM):  # type: ignore[misc]
    """Loaded by the generated configuration as `gatelight_runtime.demo.handler`."""

    def completion(
        self, model: str, messages: list[Any], model_response: ModelResponse, **_: Any
    ) -> ModelResponse:
        text = answer(messages)
        model_response.choices[0].message.content = text
        model_response.choices[0].finish_reason = "stop"
        model_response.model = model
        model_response.usage = _usage(messages, text)
        return model_response

    async def acompletion(self, *args: Any, **kwargs: Any) -> ModelResponse:
        return self.completion(*args, **kwargs)

    def streaming(self, messages: list[Any], **_: Any) -> Iterator[GenericStreamingChunk]:
        return _chunks(messages)

    async def astreaming(
        self, messages: list[Any], **_: Any
    ) -> AsyncIterator[GenericStreamingChunk]:
        for chunk in _chunks(messages):
            yield chunk
            await asyncio.sleep(0)

    def embedding(
        self, model: str, input: list[Any], model_response: EmbeddingResponse, **_: Any
    ) -> EmbeddingResponse:
        texts = [input] if isinstance(input, str) else [str(item) for item in input]
        model_response.data = [
            {"object": "embedding", "index": index, "embedding": _vector(text)}
            for index, text in enumerate(texts)
        ]
        tokens = sum(litellm.token_counter(model=_TOKENIZER, text=text) for text in texts)
        model_response.model = model
        model_response.usage = Usage(prompt_tokens=tokens, total_tokens=tokens)
        return model_response

    async def aembedding(self, *args: Any, **kwargs: Any) -> EmbeddingResponse:
        return self.embedding(*args, **kwargs)


def _vector(text: str) -> list[float]:
    """A unit vector that is the same for the same text."""
    digest = sha256(text.encode()).digest() * (_DIMENSIONS // 32)
    raw = [byte - 127.5 for byte in digest]
    length = math.sqrt(sum(value * value for value in raw))
    return [value / length for value in raw]


handler = DemoModel()
