"""Usage and cost of a generation body: every shape SDKs send, as the wire's maps (§2.4)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gatelight.core.observation import ObservationFields
from gatelight.core.usage import MAX_COUNT, count_of, openai_shape
from gatelight.ingest.batch.structs import GenerationBody
from gatelight.ingest.batch.values import Altered

UNITS = frozenset({"CHARACTERS", "TOKENS", "MILLISECONDS", "SECONDS", "IMAGES", "REQUESTS"})
MAX_COST = 1e15
"""USD; the event store's decimals hold more."""

_LEGACY_COUNTS = (
    ("input", ("input", "promptTokens")),
    ("output", ("output", "completionTokens")),
    ("total", ("total", "totalTokens")),
)
_LEGACY_COSTS = (("input", "inputCost"), ("output", "outputCost"), ("total", "totalCost"))


def read_usage(body: GenerationBody, fields: ObservationFields, altered: Altered) -> None:
    """Set `usage_details`, `usage_unit` and `cost_details`: the detailed maps beat `usage`."""
    details = usage_details(body.usage_details, altered) if body.usage_details else {}
    costs = cost_details(body.cost_details, altered) if body.cost_details else {}
    usage = body.usage
    if usage:
        if not details:
            details = _legacy_counts(usage, altered)
        if not costs:
            sent = {name: usage.get(key) for name, key in _LEGACY_COSTS}
            costs = cost_details(sent, altered)
        unit = usage.get("unit")
        if isinstance(unit, str) and unit in UNITS:
            fields["usage_unit"] = unit
        elif unit:
            altered.append(f"usage unit {str(unit)[:40]!r} is not known and was dropped")
    if details:
        fields["usage_details"] = details
    if costs:
        fields["cost_details"] = costs


def usage_details(sent: Mapping[str, Any], altered: Altered) -> dict[str, int]:
    """Counts by key. Entries that are no counts are dropped, OpenAI's own objects are split."""
    split = openai_shape(sent)
    if split is not None and max(split.values()) <= MAX_COUNT:
        return split
    details: dict[str, int] = {}
    for key, value in sent.items():
        count = count_of(value)
        if count is not None:
            details[key] = count
        elif value is not None:
            altered.append(f"usage {key[:60]!r} is not a whole number ≥ 0 and was dropped")
    return details


def cost_details(sent: Mapping[str, Any], altered: Altered) -> dict[str, Decimal]:
    """USD by key. Entries that are no amount ≥ 0 are dropped."""
    costs: dict[str, Decimal] = {}
    for key, value in sent.items():
        if value is None:
            continue
        amount = _amount(value)
        if amount is None:
            altered.append(f"cost {key[:60]!r} is not an amount ≥ 0 and was dropped")
        else:
            costs[key] = amount
    return costs


def _legacy_counts(usage: Mapping[str, Any], altered: Altered) -> dict[str, int]:
    sent = {
        name: next((usage[key] for key in keys if usage.get(key) is not None), None)
        for name, keys in _LEGACY_COUNTS
    }
    return usage_details(sent, altered)


def _amount(value: object) -> Decimal | None:
    """A number or numeric text as a decimal of the digits it was written with."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number) or not 0 <= number < MAX_COST:
        return None
    return Decimal(repr(number)) if isinstance(value, str | float) else Decimal(value)
