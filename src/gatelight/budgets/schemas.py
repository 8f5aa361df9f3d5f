"""Bodies of the budgets' page."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

from gatelight.accounts.schemas import CamelModel, WireTime
from gatelight.records.money import MAX_USD
from gatelight.spend.charges import Scope
from gatelight.spend.periods import Period

Usd = Annotated[Decimal, PlainSerializer(float, return_type=float)]
Limit = Annotated[Decimal, Field(ge=0, le=MAX_USD, allow_inf_nan=False)]


class BudgetIn(CamelModel):
    """`target`: the id of the key, user or team, the tag, or empty for the project. USD."""

    scope: Scope
    target: Annotated[str, Field(max_length=255)] = ""
    period: Period = Period.MONTH
    soft_limit: Limit | None = None
    hard_limit: Limit | None = None


class BudgetOut(CamelModel):
    """`open`: what calls on their way will probably cost. `name`: what people call the target."""

    id: str
    scope: Scope
    target: str
    name: str
    period: Period
    soft_limit: Usd | None
    hard_limit: Usd | None
    spent: Usd
    open: Usd
    calls: int
    tokens: int
    since: WireTime | None
    resets_at: WireTime | None


class BudgetsOut(CamelModel):
    data: list[BudgetOut]
