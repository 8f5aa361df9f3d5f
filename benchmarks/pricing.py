"""Microseconds of one `PriceBook.price` on a warm cache, for the shapes of usage that are common.

    python -m benchmarks.pricing

Baseline: the bare dictionary work of a price-less row (building the result object from the map).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from gatelight.pricing.book import PriceBook
from gatelight.pricing.types import PricingRequest, PricingResult
from gatelight.records.database import Database

CALLS = 20_000
ROUNDS = 5
START = 1_795_000_000_000_000


def request(**changes: Any) -> PricingRequest:
    values: dict[str, Any] = {
        "project_id": "benchmark",
        "model": "openai/gpt-4o-mini",
        "type": "GENERATION",
        "level": "DEFAULT",
        "start_time": START,
        "usage_details": {"input": 1200, "output": 300, "total": 1500},
        "cost_details": {},
        "model_parameters": {"temperature": 0.3},
        "metadata": {"team": "search"},
    }
    return PricingRequest(**(values | changes))


CASES: dict[str, PricingRequest] = {
    "input, output, total": request(),
    "with cached and reasoning tokens": request(
        usage_details={
            "input": 1000,
            "input_cached_tokens": 200,
            "output": 250,
            "output_reasoning_tokens": 50,
            "total": 1500,
        }
    ),
    "Anthropic cache, five tiers": request(
        model="claude-sonnet-4-5",
        usage_details={
            "input_tokens": 1000,
            "cache_read_input_tokens": 9000,
            "cache_creation_input_tokens": 500,
            "output_tokens": 300,
        },
    ),
    "LiteLLM, cache write counted twice": request(
        model="anthropic/claude-sonnet-4-5",
        usage_details={
            "input": 14,
            "output": 9,
            "total": 28,
            "cache_creation_input_tokens": 3,
            "cache_read_input_tokens": 5,
        },
        metadata={"user_api_key_hash": "x"},
    ),
    "cost provided": request(cost_details={"total": Decimal("0.00036")}),
    "unknown model": request(model="house-model"),
}


def microseconds(work: Callable[[], object]) -> float:
    """CPU time of one call in the best of some rounds: what a busy machine adds is left out."""
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(CALLS):
            work()
        rounds.append((time.process_time() - begin) / CALLS * 1e6)
    return min(rounds)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'records.db'}")
        database.migrate()
        begin = time.perf_counter()
        book = PriceBook(database)
        book.load()
        seeded = time.perf_counter()
        PriceBook(database).load()
        loaded = time.perf_counter()
        print(f"first load, with seeding  {(seeded - begin) * 1e3:8.0f} ms")
        print(f"later loads               {(loaded - seeded) * 1e3:8.0f} ms")

        usage = {"input": 1200, "output": 300, "total": 1500}
        base = microseconds(lambda: PricingResult(usage_details=dict(usage), tokens=dict(usage)))
        print(f"baseline, result only     {base:8.2f} µs")
        for name, case in CASES.items():
            cost = microseconds(lambda case=case: book.price(case))  # type: ignore[misc]
            print(f"{name:36s} {cost:8.2f} µs  {cost / base:6.1f} × baseline")
        database.close()


if __name__ == "__main__":
    main()
