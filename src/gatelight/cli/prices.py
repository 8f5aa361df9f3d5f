"""`gatelight prices`: the price book, and why a trace costs what it costs.

Asks a running server over HTTP with a project's keys: the embedded event store admits one process.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer
from rich.console import Console
from rich.table import Table

from gatelight.cli.project_address import (
    HostOption,
    PublicKeyOption,
    SecretKeyOption,
    project_address,
)
from gatelight.cli.records import JsonOption, print_json, print_rows

app = typer.Typer(
    help="Prices, and why a cost is what it is.", no_args_is_help=True, add_completion=False
)

TIMEOUT_SECONDS = 30.0


class AskError(Exception):
    """The server could not be asked, or said no; the text is for people."""


def ask(host: str, public_key: str, secret_key: str, path: str, **params: str) -> Any:
    """The JSON a server answers to GET `path`. Raises AskError."""
    try:
        project = project_address(host, public_key, secret_key)
    except ValueError as error:
        raise AskError(str(error)) from error
    address = project.host
    try:
        response = httpx.get(
            address + path,
            params=params,
            auth=(project.public_key, project.secret_key),
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )
        answer = response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise AskError(f"{address} did not answer as a Gatelight server: {error}") from error
    if response.status_code != 200:
        raise AskError(f"{address} answered {response.status_code}: {_message(answer)}")
    return answer


def _message(answer: Any) -> str:
    return str(answer.get("message", answer) if isinstance(answer, dict) else answer)


def _or_exit(host: str, public_key: str, secret_key: str, path: str, **params: str) -> Any:
    try:
        return ask(host, public_key, secret_key, path, **params)
    except AskError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


@app.command()
def explain(
    trace_id: Annotated[str, typer.Argument(help="Id of the trace.")],
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show why each call of a trace costs what it costs."""
    found = _or_exit(
        host, public_key, secret_key, f"/api/public/traces/{quote(trace_id, safe='')}/cost"
    )
    if as_json:
        print_json(found)
        return
    console = Console()
    for observation in found["observations"]:
        _print_observation(console, observation)
    unlisted = found["observationCount"] - len(found["observations"])
    if unlisted:
        console.print(f"{unlisted} more are not listed; the sum is over all of them.")
    console.print(f"Trace total: {found['totalCost']} USD", style="bold")
    if found["observationsWithUnknownCost"]:
        console.print(
            f"Not in it: {found['observationsWithUnknownCost']} with unknown cost.", style="yellow"
        )
    if found["gatewayCost"] not in (None, "0"):
        console.print(f"The gateway charged: {found['gatewayCost']} USD")


def _print_observation(console: Console, found: dict[str, Any]) -> None:
    console.print(
        f"{found['name'] or found['observationId']} ({found['model'] or 'no model'}), "
        f"{found['startTime']}",
        style="bold",
        markup=False,
    )
    total = "not known" if found["totalCost"] is None else f"{found['totalCost']} USD"
    console.print(f"  cost: {total}. {found['because']}", markup=False)
    if price := found["price"]:
        since = price["validFrom"] or "ever"
        version = f" {price['sourceVersion']}" if price["sourceVersion"] else ""
        console.print(
            f"  price: {price['id']} ({price['source']}{version}), in force since {since}"
            f"{', replaced since' if price['retired'] else ''}",
            markup=False,
        )
        console.print(f"  tier: {price['tier']['name']}: {price['tier']['because']}", markup=False)
    if found["lines"]:
        table = Table(box=None, pad_edge=True, padding=(0, 2))
        for name in ("usage key", "kind", "units", "USD each", "priced as", "USD"):
            table.add_column(name, justify="right" if name in ("units", "USD") else "left")
        for line in found["lines"]:
            table.add_row(
                line["usageKey"],
                line["bucket"],
                str(line["units"]),
                line["unitPrice"] or "none",
                line["pricedAs"] or "",
                line["cost"] or "",
            )
        console.print(table)
    if found["gatewayCost"] is not None:
        console.print(f"  the gateway charged: {found['gatewayCost']} USD")
    if compared := found["comparison"]:
        console.print(
            f"  the price book says: {compared['totalCost'] or 'not known'} USD "
            f"({compared['priceId']}, {compared['tierName']})",
            markup=False,
        )
    for flag in found["flags"]:
        console.print(f"  {flag['flag']}: {flag['meaning']}", style="yellow", markup=False)


@app.command("list")
def list_prices(
    page: Annotated[int, typer.Option(min=1, help="Page of 100 entries.")] = 1,
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the price book: the project's own entries first."""
    found = _or_exit(
        host, public_key, secret_key, "/api/public/models", page=str(page), limit="100"
    )
    if as_json:
        print_json(found)
        return
    print_rows([_summary(model) for model in found["data"]], as_json=False, title="Prices")
    meta = found["meta"]
    typer.echo(f"page {meta['page']} of {meta['totalPages']}, {meta['totalItems']} entries")


@app.command()
def find(
    model: Annotated[str, typer.Argument(help="A model name, as a client sends it.")],
    at: Annotated[str, typer.Option(help="ISO 8601 time; empty means now.")] = "",
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show the price entry in force for a model name."""
    found = _or_exit(host, public_key, secret_key, "/api/public/prices/find", model=model, at=at)
    if as_json:
        print_json(found)
        return
    print_rows(
        [
            {"tier": tier["name"], "usage key": key, "USD for a million": f"{price * 1e6:.12g}"}
            for tier in found["pricingTiers"]
            for key, price in tier["prices"].items()
        ],
        as_json=False,
        title=found["id"],
    )


@app.command("test")
def try_pattern(
    pattern: Annotated[str, typer.Argument(help="A match pattern (RE2 syntax).")],
    model: Annotated[str, typer.Argument(help="A model name.")],
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
) -> None:
    """Tell whether a match pattern finds a model name; status 1 when it does not."""
    found = _or_exit(
        host, public_key, secret_key, "/api/public/prices/test", pattern=pattern, model=model
    )
    typer.echo("matches" if found["matches"] else "does not match")
    if not found["matches"]:
        raise typer.Exit(1)


def _summary(model: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": model["id"],
        "model": model["modelName"],
        "from": model["startDate"],
        "own": not model["isLangfuseManaged"],
        "tiers": len(model["pricingTiers"]),
        "input USD/M": _per_million(model["inputPrice"]),
        "output USD/M": _per_million(model["outputPrice"]),
    }


def _per_million(price: float | None) -> str:
    return "" if price is None else f"{price * 1e6:.12g}"
