"""Why a cost is what it is: usage, entry, tier and the sum, line by line.

Amounts are decimal strings. What is shown comes from the stored observation and the entry it names,
which never changes; so the answer stays the same after prices have moved on.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from gatelight.core.time import Micros, to_iso
from gatelight.pricing.buckets import BUCKETS, INPUT_BUCKETS
from gatelight.pricing.costs import computed_costs, stored
from gatelight.pricing.entries import Condition, InputTokens, PriceEntry, Tier, UsageSum
from gatelight.pricing.usage import FLAGS, NormalUsage, normalise

_OPERATOR_WORDS = {
    "gt": "more than",
    "gte": "at least",
    "lt": "less than",
    "lte": "at most",
    "eq": "exactly",
    "neq": "not",
}


class Costed(Protocol):
    """The stored columns an explanation needs (`gatelight.events.cost.CostRow`)."""

    trace_id: str
    id: str
    name: str
    type: str
    start_time: Micros
    model: str
    provided_usage_details: dict[str, int]
    usage_details: dict[str, int]
    usage_convention: str
    usage_flags: list[str]
    tokens: dict[str, int]
    provided_cost_details: dict[str, Decimal]
    cost_details: dict[str, Decimal]
    total_cost: Decimal | None
    cost_source: str
    price_id: str
    price_tier_id: str
    price_tier_name: str
    gateway_cost: Decimal | None


def amount(value: Decimal | None) -> str | None:
    """A decimal string without exponent or trailing zeros."""
    return None if value is None else format(value.normalize(), "f")


def explanation(
    row: Costed, entry: PriceEntry | None, compared: tuple[PriceEntry, Tier] | None
) -> dict[str, Any]:
    """`entry`: the one the row names. `compared`: what the book would charge today, for rows whose
    cost came from elsewhere."""
    usage = normalise(row.usage_details, whole_is_input=row.type == "EMBEDDING")
    tier = entry.tier(row.price_tier_id) if entry is not None else None
    return {
        "observationId": row.id,
        "traceId": row.trace_id,
        "name": row.name or None,
        "type": row.type,
        "model": row.model or None,
        "startTime": to_iso(row.start_time),
        "totalCost": amount(row.total_cost),
        "costSource": row.cost_source or None,
        "costDetails": amounts(row.cost_details),
        "because": _because(row, entry, tier),
        "usage": {
            "convention": row.usage_convention or None,
            "provided": row.provided_usage_details,
            "stored": row.usage_details,
            "tokens": row.tokens,
        },
        "flags": [{"flag": flag, "meaning": meaning(flag)} for flag in row.usage_flags],
        "price": _price(entry, tier, row) if entry is not None else None,
        "lines": _lines(row, usage, tier) if tier is not None else [],
        "providedCostDetails": amounts(row.provided_cost_details),
        "gatewayCost": amount(row.gateway_cost),
        "comparison": _comparison(row, usage, *compared) if compared is not None else None,
    }


def amounts(costs: Mapping[str, Decimal]) -> dict[str, str | None]:
    return {key: amount(cost) for key, cost in costs.items()}


def meaning(flag: str) -> str:
    """The sentence of a flag; what stands behind its colon is the key or bucket concerned."""
    name, _, subject = flag.partition(":")
    text = FLAGS.get(name, "")
    return f"{subject}: {text}" if subject and text else text


def condition_text(condition: Condition) -> str:
    if isinstance(condition, InputTokens):
        return f"{_OPERATOR_WORDS[condition.operator]} {condition.value:,} input tokens"
    if isinstance(condition, UsageSum):
        return (
            f"usage matching {condition.pattern!r} is {_OPERATOR_WORDS[condition.operator]} "
            f"{condition.value:g}"
        )
    source = condition.source.replace("_", " ")
    return f"{source} {condition.key!r} is one of {', '.join(map(repr, condition.values))}"


def _because(row: Costed, entry: PriceEntry | None, tier: Tier | None) -> str:
    if row.cost_source == "provided":
        return "The client sent this cost."
    if row.cost_source == "gateway":
        return "The price book has no price for this model; this is what the gateway charged."
    if row.cost_source == "computed":
        if entry is None or tier is None:
            return f"Computed with price entry {row.price_id}, which is no longer in the book."
        if row.total_cost is None:
            return "Some of the usage has no price in this entry, so the whole cost is not known."
        return f"Tokens × prices of {entry.id}, tier {tier.name}."
    if row.model and row.tokens:
        return "The price book has no entry for this model at that time, and the client sent none."
    return "There is no usage to price."


def _price(entry: PriceEntry, tier: Tier | None, row: Costed) -> dict[str, Any]:
    return {
        "id": entry.id,
        "model": entry.model,
        "provider": entry.provider or None,
        "source": entry.source,
        "sourceVersion": entry.source_version or None,
        "scope": "project" if entry.project_id else "shared",
        "validFrom": None if entry.valid_from is None else to_iso(entry.valid_from),
        "dailyWindowUtc": None
        if entry.daily is None
        else "{:02d}:{:02d}-{:02d}:{:02d}".format(
            *divmod(entry.daily[0], 60), *divmod(entry.daily[1], 60)
        ),
        "retired": entry.retired,
        "tier": {
            "id": row.price_tier_id,
            "name": row.price_tier_name,
            "because": _tier_reason(tier, row),
        },
    }


def _tier_reason(tier: Tier | None, row: Costed) -> str:
    if tier is None:
        return "The tier is no longer part of this entry."
    if not tier.conditions:
        return "The default tier: no other tier's conditions held."
    reason = "; ".join(condition_text(condition) for condition in tier.conditions)
    if any(isinstance(condition, InputTokens) for condition in tier.conditions):
        count = sum(n for bucket, n in row.tokens.items() if bucket in INPUT_BUCKETS)
        reason += f" ({count:,} here)"
    return reason


def _lines(row: Costed, usage: NormalUsage, tier: Tier) -> list[dict[str, Any]]:
    counts = {key: (bucket, count) for key, bucket, count in usage.parts}
    lines = []
    for key, (bucket, count) in counts.items():
        price = tier.price(key, bucket)
        cost = row.cost_details.get(key)
        lines.append(
            {
                "usageKey": key,
                "bucket": bucket,
                "units": count,
                "unitPrice": amount(price.price) if price else None,
                "pricedAs": price.priced_as if price else None,
                "cost": amount(cost),
            }
        )
    for key, cost in row.cost_details.items():
        if key in counts or (key == "total" and key not in tier.by_key):
            continue
        price = tier.price(key, key if key in BUCKETS else "")
        lines.append(
            {
                "usageKey": key,
                "bucket": "unsplit" if key == "total" else key,
                "units": row.usage_details.get(key, 1),
                "unitPrice": amount(price.price) if price else None,
                "pricedAs": price.priced_as if price else None,
                "cost": amount(cost),
            }
        )
    return lines


def _comparison(
    row: Costed, usage: NormalUsage, entry: PriceEntry, tier: Tier
) -> dict[str, Any] | None:
    if not usage.parts:
        return None
    costs = computed_costs(usage.parts, tier, usage.wire.get("total", 0))
    difference = None
    if costs.total is not None and row.total_cost is not None:
        difference = stored(row.total_cost - costs.total)
    return {
        "priceId": entry.id,
        "tierName": tier.name,
        "totalCost": amount(costs.total),
        "costDetails": amounts(costs.details),
        "storedMinusThis": amount(difference),
        "flags": costs.flags,
    }
