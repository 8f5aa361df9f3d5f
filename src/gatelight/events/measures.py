"""SQL expressions of what is measured on an observation row: durations, tokens and costs by side.

A side (`input`, `output`) is the sum over all usage keys that contain its name (wire reference
§4.6), so that cached, audio and reasoning tokens count.
"""

from __future__ import annotations

from typing import Literal

Side = Literal["input", "output"]


TOTAL_TOKENS = "ifNull(total_tokens, 0)"
"""Tokens of both sides as UInt64, of the column the store derives from the usage."""


def seconds_between(start: str, end: str) -> str:
    """Seconds from one time column to a nullable other; null when that one is null."""
    return f"((toUnixTimestamp64Micro({end}) - toUnixTimestamp64Micro({start})) / 1000000)"


def tokens_of(side: Side) -> str:
    """Tokens of one side as UInt64."""
    return (
        f"arraySum(arrayMap((k, v) -> if(position(k, '{side}') > 0, v, 0), "
        "mapKeys(usage_details), mapValues(usage_details)))"
    )


def cost_of(side: Side) -> str:
    """Cost of one side in USD, as a float: for comparing, never for adding up money."""
    return (
        f"arraySum(arrayMap((k, v) -> if(position(k, '{side}') > 0, toFloat64(v), 0), "
        "mapKeys(cost_details), mapValues(cost_details)))"
    )
