"""The `gatelight` command: one file per command, gathered here."""

from __future__ import annotations

from typing import Annotated

import typer

from gatelight import __version__
from gatelight.cli import keys, prices, users
from gatelight.cli.edge import edge
from gatelight.cli.gateway import gateway
from gatelight.cli.serve import serve
from gatelight.cli.up import up
from gatelight.cli.verify import verify

app = typer.Typer(
    name="gatelight",
    help="An LLM gateway you can see through.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Settings come from `GATELIGHT_*` variables; see docs/settings.md."""


for _command in (up, serve, gateway, edge, verify):
    app.command()(_command)
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")
app.add_typer(prices.app, name="prices")
