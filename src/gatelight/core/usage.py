"""Usage as clients write it: the two strict OpenAI shapes, split into exclusive parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHAPES: tuple[tuple[str, str, str, str], ...] = (
    ("prompt_tokens", "completion_tokens", "prompt_tokens_details", "completion_tokens_details"),
    ("input_tokens", "output_tokens", "input_tokens_details", "output_tokens_details"),
)
"""Chat Completions and Responses: whole input, whole output, and the maps of their parts."""


MAX_COUNT = 2**63 - 1
"""No client counts further; the event store's columns hold more."""


def count_of(value: object) -> int | None:
    """A count as clients write it: a whole number ≥ 0, or a float or text that spells one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isdecimal() and len(text) < 20 else None
    elif isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and 0 <= value <= MAX_COUNT else None


def openai_shape(usage: Mapping[str, Any]) -> dict[str, int] | None:
    """`usage` split into exclusive parts when it is exactly an OpenAI usage object, else None.

    Exactly: the input, output and `total_tokens` counts, optionally their two `_details` maps (or
    null), and no other key. Each `k` of a details map becomes `input_k` / `output_k` and is taken
    off its whole, which never falls below 0; `total_tokens` becomes `total`. (Source: the wire
    reference, section 2.4; the official server's snapshots.)

    >>> openai_shape({"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30,
    ...               "prompt_tokens_details": {"cached_tokens": 4}})
    {'input': 17, 'input_cached_tokens': 4, 'output': 9, 'total': 30}
    """
    for whole_input, whole_output, input_parts, output_parts in _SHAPES:
        if whole_input not in usage:
            continue
        allowed = {whole_input, whole_output, "total_tokens", input_parts, output_parts}
        if not usage.keys() <= allowed:
            return None
        total = _count(usage.get("total_tokens"))
        before = _split("input", usage.get(whole_input), usage.get(input_parts))
        after = _split("output", usage.get(whole_output), usage.get(output_parts))
        if total is None or before is None or after is None:
            return None
        return {**before, **after, "total": total}
    return None


def _split(side: str, whole: object, parts: object) -> dict[str, int] | None:
    count = _count(whole)
    if count is None or not isinstance(parts, Mapping | None):
        return None
    split: dict[str, int] = {}
    for key, value in (parts or {}).items():
        if value is None:
            continue
        part = _count(value)
        if part is None:
            return None
        split[f"{side}_{key}"] = part
    return {side: max(0, count - sum(split.values())), **split}


def _count(value: object) -> int | None:
    """A non-negative whole number, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and value >= 0 else None
