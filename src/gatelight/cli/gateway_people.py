"""`gatelight users gateway` and `gatelight teams`: who owns virtual keys."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from gatelight.cli.project_choice import ProjectOption, chosen_project
from gatelight.cli.records import JsonOption, open_records, print_json, print_rows
from gatelight.records.tables.virtual_keys import GatewayTeam, GatewayUser
from gatelight.virtual_keys import people
from gatelight.virtual_keys.fields import TeamFields, UserFields

users = typer.Typer(
    help="Users of the gateway: who owns virtual keys.",
    no_args_is_help=True,
    add_completion=False,
)
teams = typer.Typer(
    help="Teams of the gateway: users who share keys and budgets.",
    no_args_is_help=True,
    add_completion=False,
)

UserArgument = Annotated[str, typer.Argument(help="Id of the user.")]
TeamArgument = Annotated[str, typer.Argument(help="Id of the team.")]
ModelsOption = Annotated[
    list[str] | None, typer.Option("--model", help="Model they may call, `gpt-*` too; repeatable.")
]
RequestsOption = Annotated[int | None, typer.Option(min=1, help="Requests a minute.")]
TokensOption = Annotated[int | None, typer.Option(min=1, help="Tokens a minute.")]


@users.command("list")
def list_users(project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """List the project's gateway users."""
    with open_records() as records:
        found = people.list_users(records, chosen_project(records, project).id)
        print_rows([_user(each) for each in found], as_json=as_json, title="Gateway users")


@users.command("create")
def create_user(
    user: UserArgument,
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    name: Annotated[str | None, typer.Option(help="Name.")] = None,
    models: ModelsOption = None,
    requests_per_minute: RequestsOption = None,
    tokens_per_minute: TokensOption = None,
    project: ProjectOption = "",
    as_json: JsonOption = False,
) -> None:
    """Create a user; `gatelight keys gateway create --user` makes keys for them."""
    with open_records() as records:
        fields = UserFields(
            email=email,
            name=name,
            models=models or [],
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
        )
        made = people.create_user(records, chosen_project(records, project).id, user, fields)
        print_rows([_user(made)], as_json=as_json, title="Gateway user")


@users.command("block")
def block_user(
    user: UserArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Refuse all keys of a user (gateways notice within 5 seconds)."""
    _block_user(user, project, as_json, blocked=True)


@users.command("unblock")
def unblock_user(
    user: UserArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Accept the keys of a blocked user again."""
    _block_user(user, project, as_json, blocked=False)


@users.command("delete")
def delete_user(
    user: UserArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Delete a user with their keys and budgets."""
    with open_records() as records:
        people.delete_user(records, chosen_project(records, project).id, user)
        _deleted(user, as_json)


@teams.command("list")
def list_teams(project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """List the project's teams."""
    with open_records() as records:
        project_id = chosen_project(records, project).id
        members = people.members_of(records, project_id)
        rows = [
            _team(each, [member.user_id for member in members if member.team_id == each.id])
            for each in people.list_teams(records, project_id)
        ]
        print_rows(rows, as_json=as_json, title="Teams")


@teams.command("create")
def create_team(
    team: TeamArgument,
    name: Annotated[str | None, typer.Option(help="Name; the id when empty.")] = None,
    members: Annotated[
        list[str] | None, typer.Option("--member", help="User in it; repeatable.")
    ] = None,
    models: ModelsOption = None,
    requests_per_minute: RequestsOption = None,
    tokens_per_minute: TokensOption = None,
    project: ProjectOption = "",
    as_json: JsonOption = False,
) -> None:
    """Create a team."""
    with open_records() as records:
        fields = TeamFields(
            name=name,
            models=models or [],
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
        )
        made = people.create_team(
            records,
            chosen_project(records, project).id,
            team,
            fields,
            [(each, "user") for each in members or []],
        )
        print_rows([_team(made, members or [])], as_json=as_json, title="Team")


@teams.command("add")
def add_member(team: TeamArgument, user: UserArgument, project: ProjectOption = "") -> None:
    """Add a user to a team."""
    with open_records() as records:
        project_id = chosen_project(records, project).id
        people.add_members(records, project_id, team, [(user, "user")])
        Console().print(f"{user} is in {team}.", markup=False)


@teams.command("remove")
def remove_member(team: TeamArgument, user: UserArgument, project: ProjectOption = "") -> None:
    """Take a user out of a team."""
    with open_records() as records:
        people.remove_member(records, chosen_project(records, project).id, team, user)
        Console().print(f"{user} is not in {team}.", markup=False)


@teams.command("block")
def block_team(
    team: TeamArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Refuse all keys of a team (gateways notice within 5 seconds)."""
    _block_team(team, project, as_json, blocked=True)


@teams.command("unblock")
def unblock_team(
    team: TeamArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Accept the keys of a blocked team again."""
    _block_team(team, project, as_json, blocked=False)


@teams.command("delete")
def delete_team(
    team: TeamArgument, project: ProjectOption = "", as_json: JsonOption = False
) -> None:
    """Delete a team with its keys and budgets; its users stay."""
    with open_records() as records:
        people.delete_team(records, chosen_project(records, project).id, team)
        _deleted(team, as_json)


def _block_user(user: str, project: str, as_json: bool, *, blocked: bool) -> None:
    with open_records() as records:
        project_id = chosen_project(records, project).id
        changed = people.change_user(records, project_id, user, UserFields(blocked=blocked))
        print_rows([_user(changed)], as_json=as_json, title="Gateway user")


def _block_team(team: str, project: str, as_json: bool, *, blocked: bool) -> None:
    with open_records() as records:
        project_id = chosen_project(records, project).id
        changed = people.change_team(records, project_id, team, TeamFields(blocked=blocked))
        members = people.members_of(records, project_id, team_id=team)
        rows = [_team(changed, [member.user_id for member in members])]
        print_rows(rows, as_json=as_json, title="Team")


def _deleted(what: str, as_json: bool) -> None:
    if as_json:
        print_json({"deleted": what})
    else:
        Console().print(f"Deleted {what}.", markup=False)


def _limits(of: GatewayUser | GatewayTeam) -> dict[str, Any]:
    return {
        "models": ", ".join(of.models) or "all",
        "requestsPerMinute": of.requests_per_minute,
        "tokensPerMinute": of.tokens_per_minute,
        "blocked": of.blocked,
    }


def _user(user: GatewayUser) -> dict[str, Any]:
    return {"id": user.id, "email": user.email, "name": user.name} | _limits(user)


def _team(team: GatewayTeam, members: list[str]) -> dict[str, Any]:
    return {"id": team.id, "name": team.name, "members": ", ".join(members)} | _limits(team)
