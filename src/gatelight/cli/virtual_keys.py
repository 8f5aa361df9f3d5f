"""`gatelight keys gateway`: virtual keys, with which models are called through the gateway."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.console import Console

from gatelight.cli.project_choice import ProjectOption, chosen_project
from gatelight.cli.records import JsonOption, moment, open_records, print_json, print_rows
from gatelight.records.base import utc_now
from gatelight.records.tables.virtual_keys import VirtualKey
from gatelight.virtual_keys import keys
from gatelight.virtual_keys.fields import KeyFields

COLUMNS = ("alias", "user", "team", "models", "blocked", "expiresAt", "lastUsedAt", "key")

app = typer.Typer(
    help="Virtual keys: who may call models through the gateway.",
    no_args_is_help=True,
    add_completion=False,
)

KeyArgument = Annotated[str, typer.Argument(help="Alias, id, or the key itself.")]
UserOption = Annotated[str | None, typer.Option(help="User it belongs to; made when missing.")]
TeamOption = Annotated[str | None, typer.Option(help="Team it belongs to.")]
ModelsOption = Annotated[
    list[str] | None, typer.Option("--model", help="Model it may call, `gpt-*` too; repeatable.")
]
TagsOption = Annotated[
    list[str] | None, typer.Option("--tag", help="Tag of every trace it makes; repeatable.")
]
RequestsOption = Annotated[
    int | None, typer.Option(min=1, help="Requests a minute; without: no limit.")
]
TokensOption = Annotated[
    int | None, typer.Option(min=1, help="Tokens a minute; without: no limit.")
]
DaysOption = Annotated[int, typer.Option(min=0, max=3650, help="Days until it expires; 0: never.")]


@app.command("list")
def list_keys(project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """List the project's virtual keys, without their secrets."""
    with open_records() as records:
        found = keys.list_keys(records, chosen_project(records, project).id)
        print_rows(
            [_row(key) for key in found], as_json=as_json, title="Virtual keys", columns=COLUMNS
        )


@app.command("create")
def create_key(
    alias: Annotated[str, typer.Argument(help="What it is called in traces and lists.")],
    user: UserOption = None,
    team: TeamOption = None,
    models: ModelsOption = None,
    tags: TagsOption = None,
    requests_per_minute: RequestsOption = None,
    tokens_per_minute: TokensOption = None,
    expires_in_days: DaysOption = 0,
    key: Annotated[
        str, typer.Option(envvar="GATELIGHT_NEW_VIRTUAL_KEY", help="A key of your own.")
    ] = "",
    project: ProjectOption = "",
    as_json: JsonOption = False,
) -> None:
    """Create a virtual key and print it; it is shown this once."""
    with open_records() as records:
        fields = KeyFields(
            alias=alias,
            user_id=user,
            team_id=team,
            models=models or [],
            tags=tags or [],
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
            expires_at=utc_now() + timedelta(days=expires_in_days) if expires_in_days else None,
        )
        project_id = chosen_project(records, project).id
        made, secret = keys.create_key(records, project_id, fields, secret=key or None)
        _print_secret(made, secret, as_json)


@app.command("rotate")
def rotate_key(key: KeyArgument, project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """Give a key a new secret and print it; gateways refuse the old one within 5 seconds."""
    with open_records() as records:
        made, secret = keys.replace_secret(records, chosen_project(records, project).id, key)
        _print_secret(made, secret, as_json)


@app.command("block")
def block_key(key: KeyArgument, project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """Refuse a key from now on (gateways notice within 5 seconds), until it is unblocked."""
    _set_blocked(key, project, as_json, blocked=True)


@app.command("unblock")
def unblock_key(key: KeyArgument, project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """Accept a blocked key again."""
    _set_blocked(key, project, as_json, blocked=False)


@app.command("delete")
def delete_key(key: KeyArgument, project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """Delete a key and its budgets. What it has spent stays on record."""
    with open_records() as records:
        gone = keys.delete_key(records, chosen_project(records, project).id, key)
        if as_json:
            print_json({"deleted": gone.alias})
        else:
            Console().print(f"Deleted {gone.alias}.", markup=False)


def _set_blocked(key: str, project: str, as_json: bool, *, blocked: bool) -> None:
    with open_records() as records:
        project_id = chosen_project(records, project).id
        changed = keys.change_key(records, project_id, key, KeyFields(blocked=blocked))
        rows = [_row(changed)]
        print_rows(rows, as_json=as_json, title="Virtual key", columns=COLUMNS)


def _row(key: VirtualKey) -> dict[str, Any]:
    return {
        "alias": key.alias,
        "user": key.user_id,
        "team": key.team_id,
        "models": ", ".join(key.models) or "all",
        "tags": ", ".join(key.tags),
        "requestsPerMinute": key.requests_per_minute,
        "tokensPerMinute": key.tokens_per_minute,
        "blocked": key.blocked,
        "expiresAt": moment(key.expires_at),
        "lastUsedAt": moment(key.last_used_at),
        "createdAt": moment(key.created_at),
        "key": key.display,
        "id": key.id,
    }


def _print_secret(key: VirtualKey, secret: str, as_json: bool) -> None:
    if as_json:
        print_json(_row(key) | {"secret": secret})
        return
    print_rows([_row(key)], as_json=False, title="Virtual key", columns=COLUMNS)
    Console().print(f"Key, shown this once: {secret}", markup=False, soft_wrap=True)
