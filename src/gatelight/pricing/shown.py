"""The unit prices shown beside observations: those of the entries their costs were made from."""

from __future__ import annotations

from decimal import Decimal

from gatelight.core.prices import UnitPrices
from gatelight.pricing.book import PriceBook
from gatelight.pricing.entries import PriceEntry, Tier


class ShownPrices:
    """Unit prices of one project's entries; each entry is looked up once for one answer."""

    def __init__(self, book: PriceBook, project_id: str) -> None:
        self._book = book
        self._project_id = project_id
        self._entries: dict[str, PriceEntry | None] = {}

    def of(self, price_id: str, tier_id: str) -> UnitPrices | None:
        """None when no entry was used ("") or it is no longer in the book."""
        if not price_id:
            return None
        if price_id not in self._entries:
            self._entries[price_id] = self._book.entry(self._project_id, price_id)
        entry = self._entries[price_id]
        tier = entry.tier(tier_id) if entry is not None else None
        if tier is None:
            return None
        return UnitPrices(_amount(tier, "input"), _amount(tier, "output"), tier.by_key.get("total"))


def _amount(tier: Tier, side: str) -> Decimal | None:
    found = tier.price(side, side)
    return found.price if found is not None else None
