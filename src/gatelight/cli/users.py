"""`gatelight users`: accounts, worked on in the record store directly."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from gatelight.accounts import service
from gatelight.accounts.schemas import Email
from gatelight.cli.gateway_people import users as gateway_users
from gatelight.cli.records import JsonOption, moment, open_records, print_json, print_rows
from gatelight.errors import InvalidRequest
from gatelight.records.tables.accounts import User

COLUMNS = ("email", "name", "admin", "createdAt")

app = typer.Typer(
    help="Accounts of this instance; `users gateway` for who owns virtual keys.",
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(gateway_users, name="gateway")

EmailArgument = Annotated[str, typer.Argument(help="E-mail address of the account.")]
PasswordOption = Annotated[
    str,
    typer.Option(
        envvar="GATELIGHT_PASSWORD",
        help="Password. Empty makes a random one and prints it.",
        show_default=False,
    ),
]


@app.command("list")
def list_users(as_json: JsonOption = False) -> None:
    """List the accounts."""
    with open_records() as records:
        print_rows(
            [_row(user) for user in service.list_users(records)],
            as_json=as_json,
            title="Users",
            columns=COLUMNS,
        )


@app.command("create")
def create_user(
    email: EmailArgument,
    name: Annotated[str, typer.Option(help="Name; empty means the part before the @.")] = "",
    password: PasswordOption = "",
    admin: Annotated[bool, typer.Option(help="Make an administrator of the instance.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Create an account. Invitations that wait for the address take effect."""
    with open_records() as records:
        address = _email(email)
        chosen = password or secrets.token_urlsafe(12)
        user = service.create_user(
            records,
            email=address,
            name=name or address.partition("@")[0],
            password=chosen,
            is_admin=admin,
        )
        _print_user(user, None if password else chosen, as_json)


@app.command("reset-password")
def reset_password(
    email: EmailArgument, password: PasswordOption = "", as_json: JsonOption = False
) -> None:
    """Set a new password and log the account out everywhere."""
    with open_records() as records:
        chosen = password or secrets.token_urlsafe(12)
        user = service.reset_password(records, email, chosen)
        _print_user(user, None if password else chosen, as_json)


@app.command("make-admin")
def make_admin(email: EmailArgument, as_json: JsonOption = False) -> None:
    """Make an account an administrator of the instance."""
    with open_records() as records:
        _print_user(service.make_admin(records, email), None, as_json)


def _email(text: str) -> str:
    try:
        return TypeAdapter(Email).validate_python(text)
    except ValidationError as error:
        raise InvalidRequest(f"{text} is not an e-mail address.") from error


def _row(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "admin": user.is_admin,
        "createdAt": moment(user.created_at),
        "id": user.id,
    }


def _print_user(user: User, made_password: str | None, as_json: bool) -> None:
    row = _row(user) | ({"password": made_password} if made_password else {})
    if as_json:
        print_json(row)
        return
    print_rows([_row(user)], as_json=False, title="User", columns=COLUMNS)
    if made_password:
        Console().print(f"Password, shown this once: {made_password}", markup=False)
