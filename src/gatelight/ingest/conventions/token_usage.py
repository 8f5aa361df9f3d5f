"""Token counts from `gen_ai.usage.*` and `llm.token_count.*`, as exclusive parts.

Providers and instrumentations count cached, reasoning and audio tokens inside the whole; here each
is its own key and the whole is what remains, so that the parts can be summed and priced.
"""

from __future__ import annotations

from collections.abc import Mapping

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import Scope
from gatelight.ingest.conventions.values import count
from gatelight.ingest.otlp.model import Span

PREFIXES = ("gen_ai.usage.", "llm.token_count.")
_NO_COUNTS = ("cost", "token_details")

INPUT = ("prompt_tokens", "input_tokens", "prompt")
OUTPUT = ("completion_tokens", "output_tokens", "completion")
TOTAL = ("total_tokens", "total")
CACHED = (
    "cache_read.input_tokens",
    "cache_read_input_tokens",
    "cache_read_tokens",
    "details.cache_read_tokens",
    "details.cache_read_input_tokens",
    "prompt_details.cache_read",
    "input_cached_tokens",
)
CREATED = (
    "cache_creation.input_tokens",
    "cache_creation_input_tokens",
    "cache_write_tokens",
    "details.cache_write_tokens",
    "details.cache_creation_input_tokens",
    "prompt_details.cache_write",
    "input_cache_creation",
)
REASONING = (
    "reasoning.output_tokens",
    "completion_details.reasoning",
    "reasoning_tokens",
    "details.reasoning_tokens",
)
OUTPUT_AUDIO = ("completion_details.audio",)
INPUT_AUDIO = ("prompt_details.audio",)


def attribute_usage(span: Span, _scope: Scope) -> Mapping[str, Json] | None:
    """Usage of a span by the generic rules; None without any count."""
    found: dict[str, int] = {}
    for key, value in span.attributes.items():
        if key.startswith(PREFIXES) and (number := count(value)) is not None:
            word = key.removeprefix(PREFIXES[0]).removeprefix(PREFIXES[1])
            if word not in _NO_COUNTS:
                found.setdefault(word, number)
    return exclusive(found) if found else None


def exclusive(counts: dict[str, int]) -> dict[str, int]:
    """Counts by their source's words to exclusive parts; consumes `counts`.

    What is no known word keeps its own, without a leading `details.`.
    """

    def take(names: tuple[str, ...]) -> int | None:
        taken = None
        for name in names:
            if name in counts:
                number = counts.pop(name)
                taken = number if taken is None else taken
        return taken

    whole_input, whole_output, total = take(INPUT), take(OUTPUT), take(TOTAL)
    usage: dict[str, int] = {}
    inside_input = {
        "input_cached_tokens": take(CACHED),
        "input_cache_creation": take(CREATED),
        "input_audio_tokens": take(INPUT_AUDIO),
    }
    inside_output = {
        "output_reasoning_tokens": take(REASONING),
        "output_audio_tokens": take(OUTPUT_AUDIO),
    }
    _split(usage, "input", whole_input, inside_input)
    _split(usage, "output", whole_output, inside_output)
    if total is not None:
        usage["total"] = total
    for name, value in counts.items():
        usage.setdefault(name.removeprefix("details."), value)
    return usage


def _split(
    usage: dict[str, int], side: str, whole: int | None, inside: dict[str, int | None]
) -> None:
    """Parts are inside the whole, unless together they exceed it: then the sender already took
    them out (Anthropic's own counting)."""
    parts = {name: value for name, value in inside.items() if value}
    taken = sum(parts.values())
    if whole is not None:
        usage[side] = whole - taken if taken <= whole else whole
    usage |= parts
