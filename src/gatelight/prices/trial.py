"""What a call would cost: which entry a model name leads to, and the sum, without storing one."""

from __future__ import annotations

from typing import Any

from gatelight.core.time import Micros, to_iso
from gatelight.events.cost import CostRow
from gatelight.prices.schemas import model_out
from gatelight.pricing.book import PriceBook
from gatelight.pricing.explain import explanation
from gatelight.pricing.types import PricingRequest


def trial(
    prices: PriceBook, project_id: str, model: str, usage: dict[str, int], at: Micros
) -> dict[str, Any]:
    """`entry` is null when the book has none for the name at that time; the rest is what *why this
    cost* would say of such a call."""
    result = prices.price(
        PricingRequest(
            project_id=project_id,
            model=model,
            type="GENERATION",
            level="DEFAULT",
            start_time=at,
            usage_details=usage,
            cost_details={},
            model_parameters={},
            metadata={},
        )
    )
    entry = prices.entry(project_id, result.model_id) if result.model_id else None
    row = CostRow(
        trace_id="",
        id="",
        name="",
        type="GENERATION",
        level="DEFAULT",
        start_time=at,
        model=model,
        model_id=result.model_id,
        model_parameters="",
        source_scope="",
        provided_usage_details=usage,
        usage_details=result.usage_details,
        usage_convention=result.usage_convention,
        usage_flags=result.usage_flags,
        tokens=result.tokens,
        provided_cost_details={},
        cost_details=result.cost_details,
        total_cost=result.total_cost,
        cost_source=result.cost_source,
        price_id=result.price_id,
        price_tier_id=result.price_tier_id,
        price_tier_name=result.price_tier_name,
        gateway_cost=None,
        full_model="",
    )
    told = explanation(row, entry, None)
    return {
        "model": model,
        "at": to_iso(at),
        "entry": model_out(entry) if entry is not None else None,
        **{name: told[name] for name in ("because", "totalCost", "price", "lines", "flags")},
    }
