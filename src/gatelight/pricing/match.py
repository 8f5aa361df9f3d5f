"""From the model name a client sent to the model the shared price book knows.

Names come with provider prefixes, regions, versions, dates and in any case. They are tried from the
most specific reading to the least; the first reading some model matches wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from gatelight.pricing.entries import PriceEntry

MAX_NAME_LENGTH = 400

Clause = dict[str, Any]
Matches = Callable[[str], bool]

PREFIX_PROVIDERS: dict[str, str] = {
    "anthropic": "anthropic",
    "anthropic_text": "anthropic",
    "aws": "aws",
    "azure": "azure",
    "azure_ai": "azure",
    "azure_text": "azure",
    "baseten": "baseten",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "cerebras": "cerebras",
    "cloudflare": "cloudflare",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "codestral": "mistral",
    "databricks": "databricks",
    "deepseek": "deepseek",
    "elevenlabs": "elevenlabs",
    "fireworks_ai": "fireworks",
    "fireworks": "fireworks",
    "gemini": "google",
    "github_copilot": "github-copilot",
    "google": "google",
    "groq": "groq",
    "minimax": "minimax",
    "mistral": "mistral",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "moonshotai": "moonshotai",
    "models": "google",
    "novita": "novita",
    "openai": "openai",
    "openrouter": "openrouter",
    "ovhcloud": "ovhcloud",
    "perplexity": "perplexity",
    "text-completion-openai": "openai",
    "together_ai": "together",
    "together": "together",
    "vertex_ai": "google",
    "vertex_ai_beta": "google",
    "voyage": "voyageai",
    "x-ai": "x-ai",
    "xai": "x-ai",
    "zai": "zai",
}
"""LiteLLM's provider prefixes (and the field's other spellings) → providers of genai-prices."""

SELF_HOSTED = frozenset(
    {
        "custom",
        "docker_model_runner",
        "hosted_vllm",
        "infinity",
        "lemonade",
        "litellm_proxy_local",
        "llamafile",
        "lm_studio",
        "local",
        "ollama",
        "ollama_chat",
        "oobabooga",
        "petals",
        "triton",
        "vllm",
        "xinference",
    }
)
"""Prefixes of models run at home: a vendor's price of the same weights says nothing about them."""

_BEDROCK = re.compile(
    r"^(?:(?:us|eu|apac|au|jp|ca|in|global|us-gov)\.)?"
    r"(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|moonshotai|"
    r"nvidia|openai|qwen|stability|twelvelabs|writer|zai)\."
)
_AWS_REGION = re.compile(r"^(?:[a-z]{2}(?:-gov)?-[a-z]+-\d|converse|invoke|\d+-month-commitment)/")
_COMPACT_DATE = re.compile(r"(-)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)")
_TRAILING = re.compile(
    r"(?:[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})|-latest|@latest|@default|-v\d+:\d+|:\d+)$"
)


class Provider(NamedTuple):
    """A provider of genai-prices: how bare names are known as its own, and whose models it also
    sells."""

    id: str
    model_match: Matches | None
    resells: tuple[str, ...]


class Model:
    """A model of the shared book and its dated entries."""

    __slots__ = ("entries", "is_match", "match")

    def __init__(self, match: Clause) -> None:
        self.match = match
        self.is_match = compile_clause(match)
        self.entries: list[PriceEntry] = []


def compile_clause(clause: Clause) -> Matches:
    """The match rules of genai-prices: names are compared in lower case."""
    ((kind, value),) = clause.items()
    if kind == "or":
        every = [compile_clause(part) for part in value]
        return lambda name: any(part(name) for part in every)
    if kind == "and":
        every = [compile_clause(part) for part in value]
        return lambda name: all(part(name) for part in every)
    if kind == "regex":
        found = re.compile(value).search
        return lambda name: found(name) is not None
    text = str(value).lower()
    if kind == "equals":
        return lambda name: name == text
    if kind == "starts_with":
        return lambda name: name.startswith(text)
    if kind == "ends_with":
        return lambda name: name.endswith(text)
    if kind == "contains":
        return lambda name: text in name
    raise ValueError(f"unknown match rule: {kind}")


def clause_pattern(clause: Clause) -> str:
    """The same rule as one regular expression, for the wire's `matchPattern`."""
    return f"(?i){_pattern(clause)}"


def _pattern(clause: Clause) -> str:
    ((kind, value),) = clause.items()
    if kind == "or":
        return "(?:" + "|".join(_pattern(part) for part in value) + ")"
    if kind == "and":
        return "".join(f"(?=.*{_pattern(part)})" for part in value)
    if kind == "regex":
        return str(value)
    text = re.escape(str(value)).replace(r"\-", "-").replace("/", r"/")
    return {
        "equals": f"^{text}$",
        "starts_with": f"^{text}",
        "ends_with": f"{text}$",
        "contains": text,
    }[kind]


class Catalogue:
    """The shared models, found by the names clients use."""

    def __init__(self, providers: Iterable[Provider], entries: Iterable[PriceEntry]) -> None:
        self._providers = {provider.id: provider for provider in providers}
        self._models: dict[str, list[Model]] = {}
        self._by_name: dict[str, Model] = {}
        made: dict[tuple[str, str, str], Model] = {}
        for entry in sorted(entries, key=lambda entry: entry.sequence):
            key = (entry.source, entry.provider, entry.model)
            model = made.get(key)
            if model is None:
                model = made[key] = Model(entry.match)
                if entry.source == "litellm":
                    self._by_name[entry.model.lower()] = model
                else:
                    self._models.setdefault(entry.provider, []).append(model)
            model.entries.append(entry)

    def find(self, name: str) -> Model | None:
        """The model `name` stands for, or None."""
        if not name or len(name) > MAX_NAME_LENGTH:
            return None
        lowered = name.strip().lower()
        for reading in _spellings(lowered):
            if model := self._find_reading(reading):
                return model
        return None

    def find_exact(self, name: str) -> Model | None:
        """As `find`, taking the name as it is: nothing but a provider's prefix is read off."""
        return self._at_provider(name.lower()) or self._by_name.get(name.lower())

    def _find_reading(self, name: str) -> Model | None:
        rest = name
        while True:
            if model := self._at_provider(rest) or self._by_name.get(rest):
                return model
            prefix, slash, after = rest.partition("/")
            if not slash or prefix in SELF_HOSTED or not after:
                return None
            rest = after

    def _at_provider(self, name: str) -> Model | None:
        prefix, slash, rest = name.partition("/")
        if slash and (provider_id := PREFIX_PROVIDERS.get(prefix)):
            return self._of_provider(provider_id, rest)
        if _BEDROCK.match(name):
            return self._of_provider("aws", name)
        if slash and prefix in SELF_HOSTED:
            return None
        for provider in self._providers.values():
            if provider.model_match is not None and provider.model_match(name):
                return self._of_provider(provider.id, name)
        return None

    def _of_provider(self, provider_id: str, name: str) -> Model | None:
        if provider_id == "aws":
            while region := _AWS_REGION.match(name):
                name = name[region.end() :]
        provider = self._providers.get(provider_id)
        for seller in (provider_id, *(provider.resells if provider else ())):
            for model in self._models.get(seller, ()):
                if model.is_match(name):
                    return model
        return None


def _spellings(name: str) -> Iterator[str]:
    """`name`, then with its date dashed, then with versions, dates and `-latest` taken off."""
    yield name
    dashed = _COMPACT_DATE.sub(_dashed_date, name)
    if dashed != name:
        yield dashed
    if name.startswith("ft:"):
        # A fine-tuned model has its own price, listed under its base; never the base's own price.
        yield ":".join(name.split(":")[:2])
        return
    while (shorter := _TRAILING.sub("", name)) != name:
        name = shorter
        yield name


def _dashed_date(found: re.Match[str]) -> str:
    year, month, day = (int(found[index]) for index in range(2, 5))
    try:
        date(year, month, day)
    except ValueError:
        return found[0]
    return f"{found[1]}{year:04d}-{month:02d}-{day:02d}"


def unprefixed(name: str) -> str:
    """`name` without a known provider's prefix (what a project's pattern may mean)."""
    prefix, slash, rest = name.partition("/")
    return rest if slash and rest and prefix.lower() in PREFIX_PROVIDERS else name
