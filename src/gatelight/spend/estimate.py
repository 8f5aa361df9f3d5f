"""What a call will probably cost, before it is made."""

from __future__ import annotations

import threading
from decimal import Decimal

from gatelight.core.time import Clock
from gatelight.pricing.book import PriceBook
from gatelight.pricing.types import PricingRequest

BYTES_A_TOKEN = 4
USUAL_OUTPUT = 256
MOST_OUTPUT = 2_048
"""Callers often allow far more tokens than an answer has."""
_NEW_WEIGHT = Decimal("0.2")
MAX_KNOWN = 10_000


class Estimates:
    """The mean of a model's latest calls in a project; before the first, its price times a guess of
    its tokens. Thread-safe."""

    def __init__(self, prices: PriceBook, clock: Clock) -> None:
        self._prices = prices
        self._clock = clock
        self._lock = threading.Lock()
        self._means: dict[tuple[str, str], Decimal] = {}

    def of(self, project_id: str, model: str, body_bytes: int, max_tokens: int | None) -> Decimal:
        """USD; 0 for a model without a price."""
        with self._lock:
            known = self._means.get((project_id, model))
        if known is not None:
            return known
        output = min(max_tokens or USUAL_OUTPUT, MOST_OUTPUT)
        result = self._prices.price(
            PricingRequest(
                project_id=project_id,
                model=model.rpartition("/")[2],
                type="GENERATION",
                level="DEFAULT",
                start_time=self._clock.now(),
                usage_details={"input": body_bytes // BYTES_A_TOKEN + 1, "output": output},
                cost_details={},
                model_parameters={},
                metadata={},
            )
        )
        return result.total_cost or Decimal(0)

    def learn(self, project_id: str, model: str, cost: Decimal) -> None:
        """A call of `model` has cost that much."""
        with self._lock:
            if len(self._means) >= MAX_KNOWN:
                self._means.clear()
            known = self._means.get((project_id, model), cost)
            self._means[project_id, model] = known + (cost - known) * _NEW_WEIGHT
