"""What the gateway asks while it serves calls: who calls, may they, and what it has cost."""

from __future__ import annotations

from decimal import Decimal

from gatelight.core.time import from_datetime
from gatelight.gateway_api.callers import (
    Caller,
    caller_of,
    find_caller,
    model_refusal,
    standing,
    used_long_ago,
)
from gatelight.gateway_api.schemas import (
    AdmitAnswer,
    CallerOut,
    CallIn,
    EndedCallIn,
    RefusalOut,
    WarningOut,
)
from gatelight.records.base import utc_now
from gatelight.records.tables.virtual_keys import VirtualKey
from gatelight.services import Services
from gatelight.spend import queries as spend_queries
from gatelight.spend.charges import MASTER_KEY, Charge, charge, pending_id, targets_of
from gatelight.spend.limits import Refusal
from gatelight.spend.money_text import dollars
from gatelight.spend.states import BudgetState


def find(services: Services, project_id: str, key_hash: str) -> CallerOut | None:
    """Who a key speaks for; None when the project has no such key."""
    with services.database.reader() as session:
        caller = find_caller(session, project_id, key_hash)
        if caller is None:
            return None
        limited = any(rate.requests or rate.tokens for rate in caller.rates) or any(
            _concerns(budget.scope, budget.target, caller)
            for budget in spend_queries.all_budgets(session, project_id)
        )
    _note_use(services, caller.key)
    key, user, team = caller
    refusal = standing(caller)
    return CallerOut(
        id=key.id,
        alias=key.alias,
        user_id=key.user_id,
        user_email=user.email if user else None,
        team_id=key.team_id,
        team_name=team.name if team else None,
        tags=list(key.tags),
        metadata=dict(key.details),
        model_lists=caller.model_lists,
        expires_at=key.expires_at,
        limited=limited,
        refusal=None if refusal is None else _refusal_out(refusal),
    )


def admit(services: Services, project_id: str, call: CallIn) -> AdmitAnswer:
    """Whether a call may be made. It is open until `settle`, or until its trace is stored."""
    rates = []
    if call.key_id != MASTER_KEY:
        with services.database.reader() as session:
            key = session.get(VirtualKey, call.key_id)
            if key is None or key.project_id != project_id:
                gone = Refusal(401, "key_deleted", "This key has been deleted.")
                return AdmitAnswer(refusal=_refusal_out(gone))
            caller = caller_of(session, key)
        refusal = standing(caller)
        if refusal is None and call.model:
            refusal = model_refusal(caller, call.model)
        if refusal is not None:
            return AdmitAnswer(refusal=_refusal_out(refusal))
        rates = caller.rates
    outcome = services.limits.admit(
        project_id,
        call.call_id,
        targets_of(key=call.key_id, user=call.user_id, team=call.team_id, tags=call.tags),
        rates,
        lambda: services.estimates.of(project_id, call.model, call.body_bytes, call.max_tokens),
    )
    if isinstance(outcome, Refusal):
        return AdmitAnswer(refusal=_refusal_out(outcome))
    left = [
        state.hard_limit - state.spent - state.open
        for state in outcome.budgets
        if state.hard_limit is not None
    ]
    return AdmitAnswer(
        warnings=[_warning(state) for state in outcome.budgets if state.over_soft],
        remaining=max(min(left), Decimal(0)) if left else None,
    )


def settle(services: Services, project_id: str, calls: list[EndedCallIn]) -> int:
    """Book what calls have cost until their traces are priced; they are open no more.

    Raises ServiceUnavailable; telling again changes nothing.
    """
    charges = [made for call in calls if (made := _charge(project_id, call)) is not None]
    services.spend.told(charges)
    for call in calls:
        targets = targets_of(key=call.key_id, user=call.user_id, team=call.team_id, tags=())
        services.limits.count_tokens(project_id, targets, call.tokens)
        if call.cost:
            services.estimates.learn(project_id, call.model, call.cost)
        services.limits.release(project_id, call.call_id)
    return len(calls)


def _charge(project_id: str, call: EndedCallIn) -> Charge | None:
    return charge(
        project_id=project_id,
        observation_id=pending_id(call.call_id),
        call_id=call.call_id,
        time=from_datetime(call.started_at),
        key=call.key_id,
        user=call.user_id,
        team=call.team_id,
        tags=call.tags,
        amount=call.cost,
        tokens=call.tokens,
        priced=False,
    )


def _concerns(scope: str, target: str, caller: Caller) -> bool:
    """Tags are known only when a call is made."""
    key = caller.key
    named = {"key": key.id, "user": key.user_id, "team": key.team_id}
    return scope in ("project", "tag") or named.get(scope) == target


def _note_use(services: Services, key: VirtualKey) -> None:
    if used_long_ago(key):
        with services.database.session() as session:
            kept = session.get(VirtualKey, key.id)
            if kept is not None:
                kept.last_used_at = utc_now()


def _warning(state: BudgetState) -> WarningOut:
    named = f" {state.target.id}" if state.target.scope in ("user", "team", "tag") else ""
    return WarningOut(
        message=(
            f"The budget of the {state.target.scope}{named} is above its soft limit: "
            f"{dollars(state.spent)} of {dollars(state.soft_limit)}."
        ),
        resets_at=state.resets_at,
    )


def _refusal_out(refusal: Refusal) -> RefusalOut:
    return RefusalOut(
        status=refusal.status,
        code=refusal.code,
        message=refusal.message,
        retry_after=refusal.retry_after,
        resets_at=refusal.resets_at,
    )
