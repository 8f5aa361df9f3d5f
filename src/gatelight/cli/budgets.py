"""`gatelight budgets`: how much may be spent through the gateway, and how much was."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console

from gatelight.budgets import service
from gatelight.cli.project_choice import ProjectOption, chosen_project
from gatelight.cli.records import JsonOption, moment, open_records, print_json, print_rows
from gatelight.errors import InvalidRequest
from gatelight.records.base import utc_now
from gatelight.spend.charges import SCOPES, Target
from gatelight.spend.periods import Period
from gatelight.spend.states import BudgetState
from gatelight.virtual_keys import keys

app = typer.Typer(
    help="Budgets of keys, users, teams, tags and projects.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("list")
def list_budgets(project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """List budgets with what their period has seen so far."""
    with open_records() as records:
        project_id = chosen_project(records, project).id
        states = service.list_budgets(records, project_id, utc_now())
        print_rows([_row(state) for state in states], as_json=as_json, title="Budgets")


@app.command("set")
def set_budget(
    scope: Annotated[str, typer.Argument(help="key, user, team, tag or project.")],
    target: Annotated[
        str, typer.Argument(help="Its id (of a key its alias, too); none for the project.")
    ] = "",
    per: Annotated[Period, typer.Option(help="Calendar period in UTC.")] = Period.MONTH,
    hard: Annotated[str, typer.Option(help="USD from which calls are refused.")] = "",
    soft: Annotated[str, typer.Option(help="USD from which callers are warned.")] = "",
    project: ProjectOption = "",
    as_json: JsonOption = False,
) -> None:
    """Set a budget; one for the same target and period is replaced."""
    with open_records() as records:
        project_id = chosen_project(records, project).id
        if scope not in SCOPES:
            raise InvalidRequest(f"{scope} is none of {', '.join(SCOPES)}.")
        wanted = keys.find_key(records, project_id, target).id if scope == "key" else target
        budget = service.put_budget(
            records,
            project_id,
            Target(scope, wanted),
            per,
            soft_limit=_usd(soft),
            hard_limit=_usd(hard),
        )
        state = service.find_budget(records, project_id, budget.id, utc_now())
        print_rows([_row(state)], as_json=as_json, title="Budget")


@app.command("delete")
def delete_budget(
    budget: Annotated[str, typer.Argument(help="Id of the budget.")],
    project: ProjectOption = "",
    as_json: JsonOption = False,
) -> None:
    """Delete a budget; what was spent stays on record."""
    with open_records() as records:
        service.delete_budget(records, chosen_project(records, project).id, budget)
        if as_json:
            print_json({"deleted": budget})
        else:
            Console().print(f"Deleted {budget}.", markup=False)


def _usd(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.removeprefix("$"))
    except ArithmeticError:
        raise InvalidRequest(f"{text} is no amount of US dollars.") from None


def _row(state: BudgetState) -> dict[str, Any]:
    return {
        "scope": state.target.scope,
        "target": state.target.id,
        "period": state.period.value,
        "spent": f"{state.spent.normalize():f}",
        "softLimit": None if state.soft_limit is None else f"{state.soft_limit.normalize():f}",
        "hardLimit": None if state.hard_limit is None else f"{state.hard_limit.normalize():f}",
        "calls": state.calls,
        "resetsAt": moment(state.resets_at),
        "id": state.id,
    }
