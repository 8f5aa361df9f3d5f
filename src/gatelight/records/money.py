"""Dollars in the record store: exact decimals, kept as whole picodollars on both stores."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

PLACES = Decimal("1e-12")
"""The event store keeps costs with as many places, so sums of both agree."""
MAX_USD = Decimal(9_000_000)
"""What one row can hold; 64 bits end a little above."""


class Usd(TypeDecorator[Decimal]):
    """A `Decimal` of US dollars within ±MAX_USD. SQLite has no exact decimals, hence the integer.

    Raises ValueError when bound to an amount it cannot hold.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not value.is_finite() or abs(value) > MAX_USD:
            raise ValueError(f"{value} USD cannot be kept")
        return int((value / PLACES).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) * PLACES
