from __future__ import annotations

from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from tests.store import Store

from gatelight.core.prices import UnitPrices
from gatelight.observations import service


class Shown:
    """Prices of the one entry there is."""

    def __init__(self, _book: object, _project_id: str) -> None: ...

    def of(self, price_id: str, tier_id: str) -> UnitPrices | None:
        if (price_id, tier_id) != ("entry", "tier"):
            return None
        return UnitPrices(Decimal("0.0000000025"), Decimal("0.00001"), None)


def test_prices_are_numbers_in_v1_and_decimal_text_in_v2(
    store: Store, api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ShownPrices", Shown)
    store.observation(id="o", price_id="entry", price_tier_id="tier")
    v1 = api.get("/api/public/observations/o").json()
    assert (v1["inputPrice"], v1["outputPrice"], v1["totalPrice"]) == (2.5e-09, 1e-05, None)
    (v2,) = api.get("/api/public/v2/observations?fields=model").json()["data"]
    assert (v2["inputPrice"], v2["outputPrice"]) == ("0.0000000025", "0.00001")
    (v2,) = api.get("/api/public/v2/observations").json()["data"]
    assert v2["inputPrice"] is None
