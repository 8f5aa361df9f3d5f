"""`/api/projects/{id}/gateway/budgets`, for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.accounts.schemas import MessageOut
from gatelight.budgets import service
from gatelight.budgets.schemas import BudgetIn, BudgetOut, BudgetsOut
from gatelight.core.time import to_datetime
from gatelight.records.tables.virtual_keys import GatewayTeam, GatewayUser, VirtualKey
from gatelight.services import Services, ServicesDep
from gatelight.spend import queries
from gatelight.spend.charges import Target
from gatelight.spend.states import BudgetState

router = APIRouter(prefix="/api/projects/{project_id}/gateway/budgets", tags=["Gateway"])

Reader = Annotated[Member, Depends(require(Right.API_KEYS_READ))]
Writer = Annotated[Member, Depends(require(Right.API_KEYS_WRITE))]


@router.get("", summary="List budgets")
def list_budgets(project_id: str, services: ServicesDep, _member: Reader) -> BudgetsOut:
    """Each with what its period has seen. Needs role MEMBER."""
    with services.database.reader() as session:
        targets = {
            Target(each.scope, each.target)  # type: ignore[arg-type]
            for each in queries.all_budgets(session, project_id)
        }
    states = services.limits.budget_states(project_id, sorted(targets))
    return BudgetsOut(data=[_out(services, project_id, state) for state in states])


@router.put("", summary="Set a budget")
def put_budget(project_id: str, body: BudgetIn, services: ServicesDep, member: Writer) -> BudgetOut:
    """One for the same target and period is replaced. Needs role ADMIN."""
    budget = service.put_budget(
        services,
        project_id,
        Target(body.scope, body.target.strip()),
        body.period,
        soft_limit=body.soft_limit,
        hard_limit=body.hard_limit,
        created_by=member.user.id,
    )
    now = to_datetime(services.clock.now())
    return _out(services, project_id, service.find_budget(services, project_id, budget.id, now))


@router.delete("/{budget_id}", summary="Delete a budget")
def delete_budget(
    project_id: str, budget_id: str, services: ServicesDep, _member: Writer
) -> MessageOut:
    """What was spent stays on record. Needs role ADMIN."""
    service.delete_budget(services, project_id, budget_id)
    return MessageOut(message="Budget deleted.")


def _out(services: Services, project_id: str, state: BudgetState) -> BudgetOut:
    return BudgetOut(
        id=state.id,
        scope=state.target.scope,
        target=state.target.id,
        name=_name(services, project_id, state.target),
        period=state.period,
        soft_limit=state.soft_limit,
        hard_limit=state.hard_limit,
        spent=state.spent,
        open=state.open,
        calls=state.calls,
        tokens=state.tokens,
        since=state.since,
        resets_at=state.resets_at,
    )


def _name(services: Services, project_id: str, target: Target) -> str:
    """A key's alias, a team's name, a user's e-mail where there is one."""
    with services.database.reader() as session:
        match target.scope:
            case "key":
                key = session.get(VirtualKey, target.id)
                return key.alias if key is not None and key.project_id == project_id else target.id
            case "team":
                team = session.get(GatewayTeam, (project_id, target.id))
                return team.name if team is not None else target.id
            case "user":
                user = session.get(GatewayUser, (project_id, target.id))
                return (user.name or user.email or target.id) if user is not None else target.id
            case _:
                return target.id
