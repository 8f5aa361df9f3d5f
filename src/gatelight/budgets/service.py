"""Budgets: set, listed with what they have seen, deleted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from gatelight.errors import InvalidRequest, NotFound
from gatelight.records.context import RecordServices
from gatelight.records.money import MAX_USD
from gatelight.records.tables.spend import Budget
from gatelight.records.tables.virtual_keys import GatewayTeam, GatewayUser, VirtualKey
from gatelight.spend import queries
from gatelight.spend.charges import MAX_TARGET, Target
from gatelight.spend.periods import Period
from gatelight.spend.states import BudgetState, budget_states


def put_budget(
    services: RecordServices,
    project_id: str,
    target: Target,
    period: Period,
    *,
    soft_limit: Decimal | None,
    hard_limit: Decimal | None,
    created_by: str | None = None,
) -> Budget:
    """Set the budget of a target for a period, in USD; one that is there is changed.

    Raises InvalidRequest for limits that make no sense, NotFound for an unknown key, user or team.
    """
    _check_limits(soft_limit, hard_limit)
    with services.database.session() as session:
        services.database.lock(session, f"budgets:{project_id}")
        _check_target(session, project_id, target)
        there = queries.budgets_of(session, project_id, [target])
        budget = next((each for each in there if each.period == period), None)
        if budget is None:
            budget = Budget(
                project_id=project_id,
                scope=target.scope,
                target=target.id,
                period=period.value,
                created_by=created_by,
            )
            session.add(budget)
        budget.soft_limit = soft_limit
        budget.hard_limit = hard_limit
    return budget


def list_budgets(services: RecordServices, project_id: str, now: datetime) -> list[BudgetState]:
    """All budgets of a project as they stand."""
    with services.database.reader() as session:
        found = queries.all_budgets(session, project_id)
        return budget_states(session, project_id, found, now)


def find_budget(
    services: RecordServices, project_id: str, budget_id: str, now: datetime
) -> BudgetState:
    """Raises NotFound."""
    with services.database.reader() as session:
        return budget_states(session, project_id, [_budget(session, project_id, budget_id)], now)[0]


def delete_budget(services: RecordServices, project_id: str, budget_id: str) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        session.delete(_budget(session, project_id, budget_id))


def _budget(session: Session, project_id: str, budget_id: str) -> Budget:
    budget = session.get(Budget, budget_id)
    if budget is None or budget.project_id != project_id:
        raise NotFound("Budget not found.")
    return budget


def _check_limits(soft_limit: Decimal | None, hard_limit: Decimal | None) -> None:
    given = [limit for limit in (soft_limit, hard_limit) if limit is not None]
    if not given:
        raise InvalidRequest("A budget needs a soft limit, a hard limit, or both.")
    for limit in given:
        if not limit.is_finite() or not 0 <= limit <= MAX_USD:
            raise InvalidRequest(f"A limit is between 0 and {MAX_USD} USD.")
    if soft_limit is not None and hard_limit is not None and soft_limit > hard_limit:
        raise InvalidRequest("The soft limit lies above the hard limit.")


def _check_target(session: Session, project_id: str, target: Target) -> None:
    if (target.scope == "project") != (not target.id) or len(target.id) > MAX_TARGET:
        raise InvalidRequest("A budget of the project names no target; every other names one.")
    known: object = True
    match target.scope:
        case "key":
            key = session.get(VirtualKey, target.id)
            known = key if key is not None and key.project_id == project_id else None
        case "user":
            known = session.get(GatewayUser, (project_id, target.id))
        case "team":
            known = session.get(GatewayTeam, (project_id, target.id))
    if known is None:
        raise NotFound(f"There is no {target.scope} {target.id}.")
