"""Budgets as they stand: what the period in force has seen of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from sqlalchemy.orm import Session

from gatelight.records.tables.spend import Budget, SpendDay
from gatelight.spend import queries
from gatelight.spend.charges import Target
from gatelight.spend.periods import Period, first_day, resets_at


class BudgetState(msgspec.Struct, frozen=True):
    """A budget and what its period has seen. `open` is what calls on their way will cost."""

    id: str
    target: Target
    period: Period
    soft_limit: Decimal | None
    hard_limit: Decimal | None
    spent: Decimal
    open: Decimal
    calls: int
    tokens: int
    since: datetime | None
    resets_at: datetime | None

    @property
    def over_soft(self) -> bool:
        return self.soft_limit is not None and self.spent + self.open >= self.soft_limit

    @property
    def spent_out(self) -> bool:
        """The hard limit is reached by what is spent alone."""
        return self.hard_limit is not None and self.spent >= self.hard_limit

    @property
    def over_hard(self) -> bool:
        """It is reached by that and what calls on their way will cost."""
        return self.hard_limit is not None and self.spent + self.open >= self.hard_limit


def budget_states(
    session: Session, project_id: str, budgets: Sequence[Budget], now: datetime
) -> list[BudgetState]:
    """`budgets` of a project with their spend; nothing is open."""
    if not budgets:
        return []
    since = min(first_day(Period(budget.period), now) for budget in budgets)
    days = queries.spent_by_day(session, project_id, {_target(each) for each in budgets}, since)
    return [_state(budget, days[_target(budget)], now) for budget in budgets]


def _target(budget: Budget) -> Target:
    return Target(budget.scope, budget.target)  # type: ignore[arg-type]


def _state(budget: Budget, days: Sequence[SpendDay], now: datetime) -> BudgetState:
    period = Period(budget.period)
    first = first_day(period, now)
    counted = [day for day in days if day.day >= first.isoformat()]
    timeless = period is Period.TOTAL
    return BudgetState(
        id=budget.id,
        target=_target(budget),
        period=period,
        soft_limit=budget.soft_limit,
        hard_limit=budget.hard_limit,
        spent=sum((day.amount for day in counted), Decimal(0)),
        open=Decimal(0),
        calls=sum(day.calls for day in counted),
        tokens=sum(day.tokens for day in counted),
        since=None if timeless else datetime(first.year, first.month, first.day, tzinfo=UTC),
        resets_at=resets_at(period, now),
    )
