"""`gatelight demo`: a project full of an imaginary team's traffic, for those who have none yet."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gatelight.cli.project_address import (
    HostOption,
    PublicKeyOption,
    SecretKeyOption,
    project_address,
)
from gatelight.cli.records import JsonOption, print_json
from gatelight.demo.fill import Made, fill
from gatelight.settings import Settings
from gatelight.transfer.wire import CallError, Wire

MOST_DAYS = 90


def demo(
    days: Annotated[
        int, typer.Option(min=1, max=MOST_DAYS, help="How many days of traffic, up to now.")
    ] = 14,
    scale: Annotated[
        float,
        typer.Option(min=0.1, max=100, help="How busy the team is; 1 is about 150 traces a day."),
    ] = 1.0,
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Fill a project with an imaginary team's traffic: conversations, agents, failures, sessions,
    scores, prompts, a dataset with runs, a queue.

    Everything is sent to the running server over its public API and carries the tag `demo`. Run
    again it stores nothing twice and adds what has become past. It is meant for a project of its
    own: deleting that project takes all of it away.
    """
    said = Console(stderr=True)
    try:
        to = project_address(host, public_key, secret_key)
        wire = Wire(to.host, to.public_key, to.secret_key)
        project = wire.get("/projects")["data"][0]
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=said, disable=not said.is_terminal) as bars:
            task = bars.add_task(f"days of {project['name']}", total=days)

            def tell(day: int, made: Made) -> None:
                bars.update(task, completed=day, description=f"{made.traces:,} traces, days")

            made = fill(wire, days, scale, tell)
    except (CallError, ValueError) as error:
        said.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    wire.close()
    address = f"{to.host}{Settings().base_path}/project/{project['id']}/traces"
    if as_json:
        told = {name: value for name, value in asdict(made).items() if name != "recent"}
        print_json(told | {"project": project["id"], "url": address})
        return
    said.print(
        f"In {project['name']} are {made.traces:,} traces, {made.observations:,} observations and "
        f"{made.scores:,} scores of the team.",
        markup=False,
    )
    said.print(f"Look at them: {address}", markup=False, soft_wrap=True)
