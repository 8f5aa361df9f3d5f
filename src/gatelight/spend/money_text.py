"""Dollars in sentences."""

from __future__ import annotations

from decimal import Decimal


def dollars(amount: Decimal | None) -> str:
    """`$12.34`; amounts below a cent with the digits that say something."""
    value = amount or Decimal(0)
    if value == 0 or abs(value) >= Decimal("0.01"):
        return f"${value:,.2f}"
    digits = Decimal((0, (1,), value.adjusted() - 1))
    return f"${value.quantize(digits).normalize():f}"
