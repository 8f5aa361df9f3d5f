"""The unit prices shown beside an observation: those of the price entry its cost was made from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from gatelight.events.rows import ObservationRow
from gatelight.pricing.book import PriceBook


class UnitPrices(NamedTuple):
    """USD for one unit (a token, mostly); None where the entry has no such price."""

    input: Decimal | None
    output: Decimal | None
    total: Decimal | None


class ShownPrices:
    """Unit prices of rows, each entry and tier looked up once in one answer."""

    def __init__(self, book: PriceBook) -> None:
        self._book = book
        self._known: dict[tuple[str, str], UnitPrices | None] = {}

    def of(self, row: ObservationRow) -> UnitPrices | None:
        """None when no price entry was used or it is no longer in the book."""
        if not row.price_id:
            return None
        key = (row.price_id, row.price_tier_id)
        if key not in self._known:
            found = self._book.unit_prices(*key)
            self._known[key] = found and UnitPrices(found.input, found.output, found.total)
        return self._known[key]

    def all(self, rows: Iterable[ObservationRow]) -> list[UnitPrices | None]:
        return [self.of(row) for row in rows]
