"""What the writer asks the price book, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from gatelight.core.time import Micros


class PricingRequest(msgspec.Struct, kw_only=True):
    """One merged observation, as far as pricing needs it. `input`/`output` are stored text.

    `usage_details` and `cost_details` are what the client provided (tokens, USD); they are empty
    when it provided none.
    """

    project_id: str
    model: str
    type: str
    level: str
    start_time: Micros
    usage_details: Mapping[str, int]
    cost_details: Mapping[str, Decimal]
    model_parameters: Mapping[str, Any]
    metadata: Mapping[str, Any]
    source_scope: str = ""
    sdk_name: str = ""
    input: str = ""
    output: str = ""


class PricingResult(msgspec.Struct, kw_only=True):
    """What is stored on the observation row (same names as its columns).

    `usage_details`: the wire's map, with `total`. `tokens`: exclusive buckets. `cost_details`: USD
    by usage key, with `total`. `cost_source`: "provided", "computed" or "" (no cost known).
    """

    usage_details: dict[str, int]
    tokens: dict[str, int]
    usage_convention: str = ""
    usage_flags: list[str] = msgspec.field(default_factory=list)
    cost_details: dict[str, Decimal] = msgspec.field(default_factory=dict)
    total_cost: Decimal | None = None
    cost_source: str = ""
    model_id: str = ""
    price_id: str = ""
    price_tier_id: str = ""
    price_tier_name: str = ""
