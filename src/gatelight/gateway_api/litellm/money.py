"""`/budget/*` and `/spend/*`."""

from __future__ import annotations

from gatelight.budgets import service
from gatelight.core.time import to_datetime
from gatelight.errors import InvalidRequest
from gatelight.gateway_api.litellm import requests
from gatelight.gateway_api.litellm.model import Call, Json
from gatelight.gateway_api.litellm.shapes import Spending, budget_info, key_info
from gatelight.spend.charges import SCOPES, Target
from gatelight.spend.periods import Period
from gatelight.virtual_keys import keys, people

# --- budgets


def new_budget(call: Call) -> Json:
    scope = call.body.get("scope")
    if scope not in SCOPES:
        raise InvalidRequest(
            "Budgets here belong to something: send `scope` (key, user, team, project or tag) and "
            "`target` (its id), or `max_budget` with the key, user or team itself."
        )
    target = Target(scope, str(call.body.get("target") or ""))
    duration = call.body.get("budget_duration")
    budget = service.put_budget(
        call.services,
        call.project_id,
        target,
        requests.period_of(duration) if duration else Period.TOTAL,
        soft_limit=requests.usd(call.body, "soft_budget"),
        hard_limit=requests.usd(call.body, "max_budget"),
    )
    return _budget(call, budget.id)


def get_budgets(call: Call) -> list[Json]:
    wanted = requests.texts(call.body, "budgets")
    return [_budget(call, each) for each in wanted]


def list_budgets(call: Call) -> list[Json]:
    return [
        budget_info(state)
        for state in service.list_budgets(
            call.services, call.project_id, to_datetime(call.services.clock.now())
        )
    ]


def update_budget(call: Call) -> Json:
    """The limits; its period and whose it is stay."""
    state = service.find_budget(
        call.services,
        call.project_id,
        requests.text(call.body, "budget_id"),
        to_datetime(call.services.clock.now()),
    )
    service.put_budget(
        call.services,
        call.project_id,
        state.target,
        state.period,
        soft_limit=requests.usd(call.body, "soft_budget", state.soft_limit),
        hard_limit=requests.usd(call.body, "max_budget", state.hard_limit),
    )
    return _budget(call, state.id)


def delete_budget(call: Call) -> Json:
    budget_id = requests.text(call.body, "id")
    told = _budget(call, budget_id)
    service.delete_budget(call.services, call.project_id, budget_id)
    return told


def _budget(call: Call, budget_id: str) -> Json:
    now = to_datetime(call.services.clock.now())
    return budget_info(service.find_budget(call.services, call.project_id, budget_id, now))


# --- spend


def by_key(call: Call) -> list[Json]:
    """Keys, most spent first; `spend` is what they have ever spent."""
    spending = Spending(call.services, call.project_id, ["key"])
    rows = [
        key_info(key, spending) | {"spend": float(spending.total("key", key.id))}
        for key in keys.list_keys(call.services, call.project_id)
    ]
    return sorted(rows, key=lambda row: -float(row["spend"]))


def by_user(call: Call) -> list[Json]:
    """Users, most spent first."""
    spending = Spending(call.services, call.project_id, ["user"])
    rows = [
        {
            "user_id": user.id,
            "user_email": user.email,
            "spend": float(spending.total("user", user.id)),
        }
        for user in people.list_users(call.services, call.project_id)
    ]
    return sorted(rows, key=lambda row: -float(row["spend"] or 0))


def by_tag(call: Call) -> list[Json]:
    """Tags, most spent first."""
    totals = Spending(call.services, call.project_id, ["tag"]).totals("tag")
    ordered = sorted(totals.items(), key=lambda item: -item[1])
    return [
        {"individual_request_tag": tag, "total_spend": float(amount)} for tag, amount in ordered
    ]


def total(call: Call) -> Json:
    """Everything the project has spent through the gateway."""
    spending = Spending(call.services, call.project_id, ["project"])
    budget = spending.of(Target("project", ""))
    return {
        "spend": float(spending.total("project", "")),
        "max_budget": budget["max_budget"],
    }
