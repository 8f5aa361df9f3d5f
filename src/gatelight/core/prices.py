"""The unit prices an observation's cost was made from, as they are shown beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class UnitPrices(NamedTuple):
    """USD for one unit (a token, mostly); None where there is no such price."""

    input: Decimal | None
    output: Decimal | None
    total: Decimal | None
