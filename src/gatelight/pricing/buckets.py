"""The kinds of token and of countable unit that have a price of their own.

Buckets are exclusive: a token is in exactly one. `fallbacks` says, in order, under which bucket's
price a kind is charged when the price list names none for it: a kind without its own price is an
ordinary token of the kind it refines. This is the decomposition rule of `genai-prices`. The one
exception is the one-hour cache write, see `price_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

Side = Literal["input", "output", "whole", "unit"]


class Bucket(NamedTuple):
    """`wire_key` is the usage key under which the bucket appears on the wire's price lists."""

    side: Side
    wire_key: str
    fallbacks: tuple[str, ...] = ()


BUCKETS: dict[str, Bucket] = {
    "input": Bucket("input", "input"),
    "cache_read": Bucket("input", "input_cached_tokens", ("input",)),
    # Written to the cache for the provider's default lifetime (Anthropic: five minutes).
    "cache_write_5m": Bucket("input", "input_cache_creation", ("input",)),
    "cache_write_1h": Bucket("input", "input_cache_creation_1h", ("input",)),
    "input_audio": Bucket("input", "input_audio_tokens", ("input",)),
    "input_image": Bucket("input", "input_image_tokens", ("input",)),
    "input_video": Bucket("input", "input_video_tokens", ("input",)),
    "input_tool": Bucket("input", "input_tool_tokens", ("input",)),
    "cache_read_audio": Bucket("input", "cache_read_audio", ("cache_read", "input_audio", "input")),
    "cache_read_image": Bucket("input", "cache_read_image", ("cache_read", "input_image", "input")),
    "output": Bucket("output", "output"),
    "reasoning": Bucket("output", "output_reasoning_tokens", ("output",)),
    "output_audio": Bucket("output", "output_audio_tokens", ("output",)),
    "output_image": Bucket("output", "output_image_tokens", ("output",)),
    "output_video": Bucket("output", "output_video_tokens", ("output",)),
    "citation": Bucket("output", "output_citation_tokens", ("output",)),
    # Tokens of which only the sum is known.
    "unsplit": Bucket("whole", "total"),
    # Not tokens: things counted one by one.
    "web_searches": Bucket("unit", "web_searches"),
    "social_searches": Bucket("unit", "social_searches"),
    "storage_searches": Bucket("unit", "storage_searches"),
    "code_executions": Bucket("unit", "code_executions"),
    "rerank_searches": Bucket("unit", "rerank_searches"),
    "requests": Bucket("unit", "requests"),
    "input_characters": Bucket("unit", "input_characters"),
    "input_messages": Bucket("unit", "input_messages"),
    "audio_seconds": Bucket("unit", "audio_seconds"),
    "input_audio_seconds": Bucket("unit", "input_audio_seconds", ("audio_seconds",)),
    "output_audio_seconds": Bucket("unit", "output_audio_seconds", ("audio_seconds",)),
    "pages": Bucket("unit", "pages"),
    "annotated_pages": Bucket("unit", "annotated_pages", ("pages",)),
    "pixels": Bucket("unit", "pixels"),
}

TOKEN_BUCKETS = frozenset(name for name, bucket in BUCKETS.items() if bucket.side != "unit")
INPUT_BUCKETS = frozenset(name for name, bucket in BUCKETS.items() if bucket.side == "input")
OUTPUT_BUCKETS = frozenset(name for name, bucket in BUCKETS.items() if bucket.side == "output")


class UnitPrice(NamedTuple):
    """USD for one token or unit, and the bucket whose price it is."""

    price: Decimal
    priced_as: str


def price_of(bucket: str, prices: Mapping[str, Decimal]) -> UnitPrice | None:
    """The price a bucket is charged under a price list, along the documented fall-backs.

    A one-hour cache write is not charged at the price of a five-minute one: where a list prices
    cache writes but not the one-hour kind, its price is unknown and None is returned.
    """
    own = prices.get(bucket)
    if own is not None:
        return UnitPrice(own, bucket)
    if bucket == "cache_write_1h" and "cache_write_5m" in prices:
        return None
    for other in BUCKETS[bucket].fallbacks:
        price = prices.get(other)
        if price is not None:
            return UnitPrice(price, other)
    return None
