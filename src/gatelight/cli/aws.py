"""`gatelight aws`: what a deployment in AWS needs besides Terraform."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gatelight.cli.prices import AskError, ask
from gatelight.cli.project_address import HostOption, PublicKeyOption, SecretKeyOption
from gatelight.cli.records import JsonOption, print_json
from gatelight.deploy.cost import (
    CENT,
    Architecture,
    Line,
    Size,
    estimate,
    price_list,
    total,
)
from gatelight.deploy.new_secrets import new_secrets

app = typer.Typer(
    help="A deployment in AWS: what it costs, its secrets.",
    no_args_is_help=True,
    add_completion=False,
)
PIPE_WIDTH = 140


@app.command("secrets")
def make_secrets(
    clickhouse_url: Annotated[
        str, typer.Option(help="Address of the ClickHouse server, for the large size.")
    ] = "",
) -> None:
    """Print fresh passwords and keys for Terraform's variable `secrets`.

    Keep them in a file that only you can read, outside the repository:
    `(umask 077; gatelight aws secrets > secrets.auto.tfvars.json)`.
    """
    made = new_secrets()
    if clickhouse_url:
        made["clickhouse-url"] = clickhouse_url
    print_json({"secrets": made})


@app.command("cost")
def cost(
    size: Annotated[Size, typer.Option(help="Size of deploy/terraform's environment.")] = "small",
    architecture: Annotated[Architecture, typer.Option(help="Processors of the tasks.")] = "arm64",
    days: Annotated[
        int, typer.Option(min=1, max=366, help="Days of traces that models' cost is summed over.")
    ] = 30,
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Estimate a month in AWS by list prices, beside what the traces say models cost.

    Prices are those of a dated file that comes with this release; AWS is not asked. Without a
    server or keys the estimate is printed all the same, and why the models' cost is not known.
    """
    lines = estimate(size, architecture)
    models, problem = _models(host, public_key, secret_key, days)
    if as_json:
        print_json(_document(size, architecture, days, lines, models, problem))
    else:
        _print(size, architecture, days, lines, models, problem)


def _models(
    host: str, public_key: str, secret_key: str, days: int
) -> tuple[list[tuple[str, float]] | None, str]:
    """Cost in US dollars by model, dearest first; or None and why it is not known."""
    now = datetime.now(UTC)
    question = {
        "view": "observations",
        "dimensions": [{"field": "providedModelName"}],
        "metrics": [{"measure": "totalCost", "aggregation": "sum"}],
        "fromTimestamp": (now - timedelta(days=days)).isoformat(),
        "toTimestamp": now.isoformat(),
        "orderBy": [{"field": "sum_totalCost", "direction": "desc"}],
    }
    try:
        answer = ask(
            host, public_key, secret_key, "/api/public/metrics", query=json.dumps(question)
        )
    except AskError as error:
        return None, str(error)
    costs = [
        (str(row["providedModelName"] or "no model"), float(row["sum_totalCost"] or 0))
        for row in answer["data"]
    ]
    return [entry for entry in costs if entry[1]], ""


def _document(
    size: Size,
    architecture: Architecture,
    days: int,
    lines: list[Line],
    models: list[tuple[str, float]] | None,
    problem: str,
) -> dict[str, Any]:
    prices = price_list()
    return {
        "size": size,
        "architecture": architecture,
        "prices": {"asOf": prices.as_of, "region": prices.region, "note": prices.note},
        "lines": [
            {
                "part": line.part,
                "what": line.what,
                "quantity": float(line.quantity),
                "unit": line.unit,
                "usdPerUnit": float(line.usd_per_unit),
                "usd": float(line.usd.quantize(CENT)),
                "shared": line.shared,
            }
            for line in lines
        ],
        "usd": float(total(lines)),
        "usdWithoutShared": float(total([line for line in lines if not line.shared])),
        "models": None
        if models is None
        else {
            "days": days,
            "usd": sum(amount for _, amount in models),
            "byModel": [{"model": name, "usd": amount} for name, amount in models],
        },
        "modelsProblem": problem or None,
    }


def _print(
    size: Size,
    architecture: Architecture,
    days: int,
    lines: list[Line],
    models: list[tuple[str, float]] | None,
    problem: str,
) -> None:
    prices = price_list()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE_WIDTH)
    table = Table(title=f"A month in AWS, {size}, {architecture}", title_justify="left")
    for name in ("part", "what"):
        table.add_column(name)
    for name in ("quantity", "$ each", "$ a month"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        table.add_row(
            line.part + (" *" if line.shared else ""),
            line.what,
            f"{line.quantity:,.0f} {line.unit}",
            f"{line.usd_per_unit:f}",
            f"{line.usd:,.2f}",
        )
    table.add_section()
    table.add_row("[bold]all[/bold]", "", "", "", f"[bold]{total(lines):,.2f}[/bold]")
    own = total([line for line in lines if not line.shared])
    table.add_row("without *", "what can be shared with others", "", "", f"{own:,.2f}")
    console.print(table)
    if size == "large":
        console.print("A ClickHouse server is needed besides: docs/scaling.md reckons with it.")
    if models is None:
        console.print(escape(f"What models cost is not known: {problem}"), soft_wrap=True)
    else:
        spent = sum(amount for _, amount in models)
        console.print(f"Models, by the traces of {days} days: [bold]${spent:,.2f}[/bold]")
        for name, amount in models:
            console.print(escape(f"  {amount:>12,.4f}  {name}"))
    console.print(escape(f"List prices of {prices.region}, {prices.as_of}. {prices.note}"))
