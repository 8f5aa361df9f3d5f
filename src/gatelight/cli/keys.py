"""`gatelight keys`: API keys of projects, and below `gateway` those that call models; worked on in
the record store directly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console

from gatelight.cli.keys_import import import_keys
from gatelight.cli.project_choice import ProjectOption, chosen_project
from gatelight.cli.records import JsonOption, moment, open_records, print_json, print_rows
from gatelight.cli.virtual_keys import app as virtual_keys
from gatelight.errors import InvalidRequest
from gatelight.projects import keys, service
from gatelight.records.base import utc_now
from gatelight.records.tables.projects import ApiKey, Project

COLUMNS = ("publicKey", "project", "note", "expiresAt", "lastUsedAt")

app = typer.Typer(
    help="API keys of projects; `keys gateway` for virtual keys of the gateway.",
    no_args_is_help=True,
    add_completion=False,
)
app.command("import")(import_keys)
app.add_typer(virtual_keys, name="gateway")


@app.command("list")
def list_keys(project: ProjectOption = "", as_json: JsonOption = False) -> None:
    """List API keys, without their secrets; of all projects when none is named."""
    with open_records() as records:
        projects = [chosen_project(records, project)] if project else service.all_projects(records)
        rows = [
            _row(key, each)
            for each in projects
            for key in keys.list_keys(records, project_id=each.id)
        ]
        print_rows(rows, as_json=as_json, title="API keys", columns=COLUMNS)


@app.command("create")
def create_key(
    project: ProjectOption = "",
    note: Annotated[str, typer.Option(help="What the key is for.")] = "",
    expires_in_days: Annotated[
        int, typer.Option(min=0, max=3650, help="Days until it expires; 0 means never.")
    ] = 0,
    public_key: Annotated[str, typer.Option(help="A public key of your own.")] = "",
    secret_key: Annotated[
        str, typer.Option(envvar="GATELIGHT_NEW_SECRET_KEY", help="The secret that goes with it.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Create an API key and print it; the secret is shown this once."""
    with open_records() as records:
        if bool(public_key) != bool(secret_key):
            raise InvalidRequest("--public-key and --secret-key go together.")
        owner = chosen_project(records, project)
        key, secret = keys.create_key(
            records,
            project_id=owner.id,
            note=note or None,
            expires_at=_expiry(expires_in_days),
            pair=(public_key, secret_key) if public_key else None,
        )
        if as_json:
            print_json(_row(key, owner) | {"secretKey": secret})
            return
        print_rows([_row(key, owner)], as_json=False, title="API key", columns=COLUMNS)
        Console().print(f"Secret key, shown this once: {secret}", markup=False, soft_wrap=True)


@app.command("delete")
def delete_key(
    key: Annotated[str, typer.Argument(help="Id or public key.")], as_json: JsonOption = False
) -> None:
    """Delete an API key. Running servers refuse it within 30 seconds."""
    with open_records() as records:
        found = keys.find_key(records, key)
        keys.delete_key(
            records,
            found.id,
            project_id=found.project_id,
            organization_id=found.organization_id,
        )
        if as_json:
            print_json({"deleted": found.public_key})
        else:
            Console().print(f"Deleted {found.public_key}.", markup=False)


def _expiry(days: int) -> datetime | None:
    return utc_now() + timedelta(days=days) if days else None


def _row(key: ApiKey, project: Project) -> dict[str, Any]:
    return {
        "publicKey": key.public_key,
        "displaySecretKey": key.display_secret,
        "project": project.name,
        "projectId": project.id,
        "note": key.note,
        "createdAt": moment(key.created_at),
        "expiresAt": moment(key.expires_at),
        "lastUsedAt": moment(key.last_used_at),
        "id": key.id,
    }
