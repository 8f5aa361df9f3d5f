"""The `gatelight` command: one file per command, named here, imported when used.

The supervisor and the edge are small processes; they must not carry the stores' libraries because
another command needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from gatelight.aws.secrets import SecretUnreadable

COMMANDS = {
    "up": "gatelight.cli.up:up",
    "serve": "gatelight.cli.serve:serve",
    "gateway": "gatelight.cli.gateway:gateway",
    "edge": "gatelight.cli.edge:edge",
    "verify": "gatelight.cli.verify:verify",
    "demo": "gatelight.cli.demo:demo",
    "prices": "gatelight.cli.prices:app",
    "users": "gatelight.cli.users:app",
    "keys": "gatelight.cli.keys:app",
    "jobs": "gatelight.cli.jobs:app",
    "teams": "gatelight.cli.gateway_people:teams",
    "budgets": "gatelight.cli.budgets:app",
    "aws": "gatelight.cli.aws:app",
    "import": "gatelight.cli.import_langfuse:app",
    "export": "gatelight.cli.export:export",
    "doctor": "gatelight.cli.doctor:doctor",
    "backup": "gatelight.cli.backup:backup",
    "restore": "gatelight.cli.backup:restore",
}
"""Name of a command and where it is: a function, or a Typer app of sub-commands."""


class OnDemand(TyperGroup):
    """Imports a command's file when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        target = getattr(import_module(module), name)
        if not isinstance(target, typer.Typer):
            function, target = target, typer.Typer(add_completion=False)
            target.command(cmd_name)(function)
        command = get_command(target)
        command.name = cmd_name
        return command

    def invoke(self, ctx: Any) -> Any:
        """Any command may find that a secret its settings refer to cannot be read."""
        try:
            return super().invoke(ctx)
        except SecretUnreadable as error:
            typer.echo(f"gatelight: {error}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    name="gatelight",
    cls=OnDemand,
    help="An LLM gateway you can see through.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from gatelight import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Settings come from `GATELIGHT_*` variables; see docs/settings.md."""
