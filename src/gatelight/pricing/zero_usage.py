"""LiteLLM's streamed Responses calls report every count as 0; the true ones are in its metadata.

Source: litellm reference 3.6 (`metadata.usage_object`, seen on 1.106.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatelight.core.json import from_text
from gatelight.core.usage import openai_shape
from gatelight.pricing.usage import NormalUsage, normalise

_SIDES = (
    ("prompt_tokens", "completion_tokens"),
    ("input_tokens", "output_tokens"),
)


def usage_in_metadata(usage: NormalUsage, metadata: Mapping[str, Any]) -> NormalUsage:
    """`usage`, or when every count in it is 0 what `metadata.usage_object` says."""
    if not usage.parts or usage.tokens:
        return usage
    told = metadata.get("usage_object")
    if isinstance(told, str):
        told = from_text(told)
    if not isinstance(told, Mapping):
        return usage
    for before, after in _SIDES:
        shape = {
            key: told[key]
            for key in (before, after, f"{before}_details", f"{after}_details")
            if told.get(key) is not None
        }
        for details in (f"{before}_details", f"{after}_details"):
            if isinstance(shape.get(details), Mapping):
                shape[details] = {k: v for k, v in shape[details].items() if isinstance(v, int)}
        total = told.get("total_tokens")
        split = openai_shape({**shape, "total_tokens": total})
        if split and split["total"]:
            made = normalise(split)
            made.flags = [*usage.flags, "usage_from_metadata", *made.flags]
            return made
    return usage
