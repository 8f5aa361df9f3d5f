"""Keys, users, teams and budgets as LiteLLM writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from gatelight.core.time import to_datetime
from gatelight.records.tables.virtual_keys import (
    GatewayTeam,
    GatewayTeamMember,
    GatewayUser,
    VirtualKey,
)
from gatelight.services import Services
from gatelight.spend import queries
from gatelight.spend.charges import Target
from gatelight.spend.periods import Period
from gatelight.spend.states import BudgetState, budget_states

Json = dict[str, Any]

_DURATIONS = {Period.DAY: "1d", Period.WEEK: "7d", Period.MONTH: "1mo", Period.TOTAL: None}


class Spending:
    """Budgets and lifetime spend of a project, read once for one answer."""

    def __init__(self, services: Services, project_id: str, scopes: Sequence[str]) -> None:
        now = to_datetime(services.clock.now())
        with services.database.reader() as session:
            found = queries.all_budgets(session, project_id)
            states = budget_states(session, project_id, found, now)
            self._totals = {scope: _totals(session, project_id, scope) for scope in scopes}
        self._budgets: dict[Target, BudgetState] = {}
        for state in states:
            self._budgets.setdefault(state.target, state)

    def of(self, target: Target) -> Json:
        """`spend` is the budget's period's, or all there ever was without a budget."""
        state = self._budgets.get(target)
        if state is None:
            spend = self._totals[target.scope].get(target.id, Decimal(0))
            return {
                "spend": float(spend),
                "max_budget": None,
                "soft_budget": None,
                "budget_duration": None,
                "budget_reset_at": None,
            }
        return {
            "spend": float(state.spent),
            "max_budget": _number(state.hard_limit),
            "soft_budget": _number(state.soft_limit),
            "budget_duration": _DURATIONS[state.period],
            "budget_reset_at": iso(state.resets_at),
        }

    def total(self, scope: str, target: str) -> Decimal:
        return self._totals[scope].get(target, Decimal(0))

    def totals(self, scope: str) -> Mapping[str, Decimal]:
        return self._totals[scope]


def _totals(session: Session, project_id: str, scope: str) -> dict[str, Decimal]:
    rows = queries.totals_of_scope(session, project_id, scope, date.min)
    return {target: amount for target, (amount, _, _) in rows.items()}


def key_info(key: VirtualKey, spending: Spending) -> Json:
    return {
        "token": key.id,
        "token_id": key.id,
        "key_name": key.display,
        "key_alias": key.alias,
        "user_id": key.user_id,
        "team_id": key.team_id,
        "models": list(key.models),
        "tags": list(key.tags),
        "metadata": dict(key.details),
        "rpm_limit": key.requests_per_minute,
        "tpm_limit": key.tokens_per_minute,
        "blocked": key.blocked,
        "expires": iso(key.expires_at),
        "last_active": iso(key.last_used_at),
        "created_at": iso(key.created_at),
        "updated_at": iso(key.updated_at),
        "created_by": key.created_by,
        **spending.of(Target("key", key.id)),
    }


def new_key(key: VirtualKey, secret: str, spending: Spending) -> Json:
    """As `/key/generate` answers: the secret, this once."""
    return key_info(key, spending) | {"key": secret}


def user_info(user: GatewayUser, teams: Sequence[str], spending: Spending) -> Json:
    return {
        "user_id": user.id,
        "user_email": user.email,
        "user_alias": user.name,
        "user_role": user.role,
        "models": list(user.models),
        "teams": list(teams),
        "metadata": dict(user.details),
        "rpm_limit": user.requests_per_minute,
        "tpm_limit": user.tokens_per_minute,
        "blocked": user.blocked,
        "created_at": iso(user.created_at),
        "updated_at": iso(user.updated_at),
        **spending.of(Target("user", user.id)),
    }


def team_info(team: GatewayTeam, members: Sequence[GatewayTeamMember], spending: Spending) -> Json:
    return {
        "team_id": team.id,
        "team_alias": team.name,
        "members_with_roles": [
            {"user_id": member.user_id, "user_email": None, "role": member.role}
            for member in members
        ],
        "admins": [member.user_id for member in members if member.role == "admin"],
        "members": [member.user_id for member in members],
        "models": list(team.models),
        "metadata": dict(team.details),
        "rpm_limit": team.requests_per_minute,
        "tpm_limit": team.tokens_per_minute,
        "blocked": team.blocked,
        "created_at": iso(team.created_at),
        "updated_at": iso(team.updated_at),
        **spending.of(Target("team", team.id)),
    }


def budget_info(state: BudgetState) -> Json:
    """LiteLLM's budgets belong to nobody by themselves; ours say in `scope` and `target` whose they
    are."""
    return {
        "budget_id": state.id,
        "scope": state.target.scope,
        "target": state.target.id,
        "max_budget": _number(state.hard_limit),
        "soft_budget": _number(state.soft_limit),
        "budget_duration": _DURATIONS[state.period],
        "budget_reset_at": iso(state.resets_at),
        "spend": float(state.spent),
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
