"""`gatelight doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gatelight.cli.bootstrap import read_bootstrap
from gatelight.cli.records import JsonOption, print_json
from gatelight.deploy.aws_names import DEFAULT_NAME
from gatelight.doctor.finding import Finding, Status, examine
from gatelight.doctor.processes import Keys
from gatelight.gateway.launch import reachable
from gatelight.settings import Settings

MARKS: dict[Status, tuple[str, str]] = {
    "ok": ("ok", "green"),
    "note": ("note", "yellow"),
    "problem": ("problem", "red"),
}


def doctor(
    aws: Annotated[
        bool, typer.Option("--aws", help="Look at the deployment in AWS, not at this machine.")
    ] = False,
    name: Annotated[
        str, typer.Option(help="With --aws: the deployment's name in Terraform.")
    ] = DEFAULT_NAME,
    region: Annotated[
        str, typer.Option(help="With --aws: its region; empty is that of AWS_REGION.")
    ] = "",
    url: Annotated[
        str, typer.Option(help="With --aws: its public address; empty is what the server was told.")
    ] = "",
    call: Annotated[
        bool,
        typer.Option(help="Make a call through the gateway, mocked: it costs nothing."),
    ] = True,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the embedded stores and secrets.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look at every part and say of each: ok, or what is wrong and how to mend it.

    Versions, stores, disk, clock, ports, the gateway's callbacks and keys, a call through the
    gateway, refused events. Exits with 1 when there is a problem.
    """
    if aws:
        from gatelight.doctor.aws import aws_checks

        found = examine(aws_checks(name, region, url))
    else:
        from gatelight.doctor.local import local_checks

        settings = Settings(data_dir=data_dir) if data_dir else Settings()
        server = settings.server_url or f"http://{reachable(settings.host)}:{settings.port}"
        found = examine(local_checks(settings, server.rstrip("/"), _keys(settings), call=call))
    findings = list(found) if as_json else list(_printed(found))
    healthy = all(finding.status != "problem" for finding in findings)
    if as_json:
        print_json({"ok": healthy, "findings": [asdict(finding) for finding in findings]})
    raise typer.Exit(0 if healthy else 1)


def _keys(settings: Settings) -> Keys:
    """Those the gateway uses: the Langfuse variables, the settings, the data directory's."""
    made = read_bootstrap(settings)
    public = os.environ.get("LANGFUSE_PUBLIC_KEY") or settings.init_project_public_key
    secret = (
        os.environ.get("LANGFUSE_SECRET_KEY") or settings.init_project_secret_key.get_secret_value()
    )
    if made is not None and not (public and secret):
        public, secret = made.public_key, made.secret_key
    master = settings.gateway_master_key.get_secret_value() or os.environ.get("LITELLM_MASTER_KEY")
    return Keys(public, secret, master or (made.gateway_master_key if made else ""))


def _printed(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Each as soon as it is known."""
    console = Console(soft_wrap=True, highlight=False)
    problems = 0
    for finding in findings:
        word, colour = MARKS[finding.status]
        problems += finding.status == "problem"
        console.print(f"{word:<8}", style=colour, end="")
        console.print(f"{finding.check}: {finding.said}", markup=False)
        if finding.fix and finding.status != "ok":
            console.print(f"        → {finding.fix}", markup=False)
        yield finding
    said = f"{problems} problem{'s' * (problems != 1)}" if problems else "No problem found."
    console.print(said, style="red" if problems else "green")
