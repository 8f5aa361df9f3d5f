"""Costs in USD: what the client provided, or what the tier's prices make of the usage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from gatelight.pricing.entries import Tier
from gatelight.pricing.usage import Part

PLACES = Decimal("1e-12")
"""The event store keeps twelve decimals."""
MAX_COST = Decimal(10) ** 14
"""Above this nothing is a cost; sums of costs stay exact and within the store's digits."""
ZERO = Decimal(0)
NOTHING = Decimal("0E-12")
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_multiply = _EXACT.multiply
_quantize = _EXACT.quantize


def storable(given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A client's costs as the store keeps them; what is no cost is left out."""
    return {key: stored(amount) for key, amount in given.items() if is_cost(amount)}


def is_cost(amount: object) -> bool:
    """Whether `amount` is a decimal the store can hold as a cost."""
    return isinstance(amount, Decimal) and amount.is_finite() and 0 <= amount < MAX_COST


class Costs(NamedTuple):
    """`details`: USD by usage key, with `total` when `total` is known."""

    details: dict[str, Decimal]
    total: Decimal | None
    flags: list[str]


def stored(amount: Decimal) -> Decimal:
    """`amount` as the store keeps it."""
    return _quantize(amount, PLACES)


def provided_costs(given: Mapping[str, Decimal]) -> Costs:
    """The client's own costs. The total is theirs, else the sum of what they gave."""
    details: dict[str, Decimal] = {}
    flags: list[str] = []
    for key, amount in given.items():
        if not is_cost(amount):
            flags.append(f"cost_out_of_range:{key}")
            continue
        details[key] = stored(amount)
    if not details:
        return Costs({}, None, flags)
    total = details.get("total")
    if total is None:
        total = details["total"] = sum(details.values(), ZERO)
    return Costs(details, total, flags)


def computed_costs(parts: Iterable[Part], tier: Tier, total_units: int) -> Costs:
    """Each usage key × its price. A tier that prices `total` charges that for all units.

    When something that was used has no price, the cost is not known: no total, only the
    priced keys and a `no_price:<bucket>` flag.
    """
    details: dict[str, Decimal] = {}
    flags: list[str] = []
    total = ZERO
    by_key, effective = tier.by_key, tier.effective
    for key, bucket, count in parts:
        price = by_key.get(key)
        if price is None and (found := effective.get(bucket)):
            price = found.price
        if price is None:
            if count:
                flags.append(f"no_price:{bucket}")
        elif count:
            amount = _multiply(price, Decimal(count))
            if amount >= MAX_COST:
                flags.append(f"cost_out_of_range:{key}")
                continue
            amount = details[key] = stored(amount)
            total += amount
        else:
            details[key] = NOTHING
    per_request = tier.effective.get("requests")
    if per_request is not None and "requests" not in details:
        details["requests"] = stored(per_request.price)
        total += details["requests"]
    whole = tier.by_key.get("total")
    if whole is not None:
        amount = _multiply(whole, Decimal(total_units))
        if amount >= MAX_COST:
            return Costs({}, None, ["cost_out_of_range:total"])
        details["total"] = stored(amount)
        return Costs(details, details["total"], [])
    if flags:
        details.pop("total", None)
        return Costs(details, None, list(dict.fromkeys(flags)))
    details["total"] = total
    return Costs(details, total, [])
