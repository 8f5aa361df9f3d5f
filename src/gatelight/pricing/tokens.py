"""Counting tokens of a text when nobody else did.

The vocabularies ship inside the `bpe-openai` package; nothing is downloaded. They are loaded on
first use (o200k_base 65 MB, cl100k_base 30 MB).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any, NamedTuple, Protocol

from gatelight.core.json import from_text, to_text

MAX_COUNTED_CHARACTERS = 1_000_000
"""Of a longer text only so many leading characters are counted, and the rest in proportion."""

TOKENS_PER_MESSAGE = 3
TOKENS_PER_NAME = 1
REPLY_PRIMING = 3
"""OpenAI's chat formula: 3 tokens frame each message, a name costs 1, the reply is primed by 3."""

_O200K = ("gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-6", "chatgpt", "o1", "o3", "o4", "gpt-oss")
_CL100K = ("gpt-4", "gpt-3.5", "text-embedding-3", "text-embedding-ada")


class Count(NamedTuple):
    """`extrapolated`: whether only the start was counted, see the limit above."""

    tokens: int
    extrapolated: bool


def encoding_of(model: str) -> tuple[str, bool]:
    """Encoding for a model's name, and whether it is that model's own (else an estimate)."""
    name = model.lower().rsplit("/", 1)[-1]
    if name.startswith(_O200K):
        return "o200k_base", True
    if name.startswith(_CL100K):
        return "cl100k_base", True
    return "o200k_base", False


class Tokenizer(Protocol):
    def count(self, text: str) -> int: ...


@lru_cache(maxsize=1)
def _bindings() -> Any:
    """The compiled module of `bpe-openai`, without its Python package.

    The package builds every vocabulary a second time as Python objects when it is imported (half a
    second and 65 MB), and its wrapper refuses texts of more than 200,000 tokens.
    """
    package = find_spec("bpe_openai")
    folders = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec("_bindings", list(folders or ()))
    if spec is None or spec.loader is None:
        raise ImportError("the bpe-openai package has no compiled module for this platform")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=4)
def _tokenizer(encoding: str) -> Tokenizer:
    made: Tokenizer = _bindings().tokenizer_for_encoding(encoding)
    return made


def count_text(text: str, encoding: str) -> Count:
    """Tokens of a plain text."""
    if not text:
        return Count(0, False)
    head = text[:MAX_COUNTED_CHARACTERS].encode("utf-8", "replace").decode()
    tokens = _tokenizer(encoding).count(head)
    if len(text) <= MAX_COUNTED_CHARACTERS:
        return Count(tokens, False)
    return Count(tokens * len(text) // MAX_COUNTED_CHARACTERS, True)


def count_input(text: str, encoding: str) -> Count:
    """Tokens of a stored input: by the chat formula when it is a list of messages, or an object
    with one; else of the text as it stands."""
    if len(text) > MAX_COUNTED_CHARACTERS:
        return count_text(text, encoding)
    messages = _messages(from_text(text))
    if messages is None:
        return count_text(text, encoding)
    total = REPLY_PRIMING
    for message in messages:
        total += TOKENS_PER_MESSAGE
        for key, value in message.items():
            if value is None:
                continue
            total += count_text(_spoken(value), encoding).tokens
            if key == "name":
                total += TOKENS_PER_NAME
    return Count(total, False)


def count_output(text: str, encoding: str) -> Count:
    """Tokens of a stored output: of its content when it is one message, else of the text."""
    if len(text) > MAX_COUNTED_CHARACTERS:
        return count_text(text, encoding)
    value = from_text(text)
    if isinstance(value, Mapping) and isinstance(value.get("role"), str):
        spoken = [
            _spoken(value[key]) for key in ("content", "tool_calls", "reasoning") if value.get(key)
        ]
        return count_text("".join(spoken), encoding)
    return count_text(text, encoding)


def _messages(value: Any) -> list[Mapping[str, Any]] | None:
    if isinstance(value, Mapping):
        value = value.get("messages")
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(item, Mapping) and "role" in item for item in value):
        return value
    return None


def _spoken(value: Any) -> str:
    """The words of a message's content: of a list of parts only their texts."""
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        texts = [item["text"] for item in value if isinstance(item.get("text"), str)]
        if texts:
            return "".join(texts)
    return to_text(value)
