"""`gatelight import`: a project of another server, copied into this one over the public API."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table

from gatelight.cli.project_address import project_address
from gatelight.cli.records import PIPE_WIDTH, JsonOption, print_json
from gatelight.core.time import Micros, parse_iso, to_iso
from gatelight.settings import Settings
from gatelight.transfer.copy import NOT_COPIED, PARTS, CannotCopy, Wish, begin, failed, run
from gatelight.transfer.report import Outcome, Progress
from gatelight.transfer.session import Session
from gatelight.transfer.wire import CallError, Wire

app = typer.Typer(
    help="Copy projects of other servers into this one.",
    no_args_is_help=True,
    add_completion=False,
)

INTERRUPTED = 130


@app.callback()
def _group() -> None:
    """Copy projects of other servers into this one."""


@app.command("langfuse")
def import_langfuse(
    host: Annotated[str, typer.Option(help="Address of the source, with its base path if any.")],
    public_key: Annotated[
        str, typer.Option(envvar="GATELIGHT_IMPORT_PUBLIC_KEY", help="Public key of the project.")
    ],
    secret_key: Annotated[
        str, typer.Option(envvar="GATELIGHT_IMPORT_SECRET_KEY", help="Its secret key.")
    ],
    to_host: Annotated[
        str,
        typer.Option(
            help="Address of the target. Else LANGFUSE_BASE_URL or LANGFUSE_HOST, else this "
            "machine's.",
            show_default=False,
        ),
    ] = "",
    to_public_key: Annotated[
        str,
        typer.Option(
            help="Public key of the target project. Else LANGFUSE_PUBLIC_KEY, else the first's.",
            show_default=False,
        ),
    ] = "",
    to_secret_key: Annotated[
        str,
        typer.Option(
            help="Its secret key. Else LANGFUSE_SECRET_KEY, else the first project's.",
            show_default=False,
        ),
    ] = "",
    since: Annotated[
        str,
        typer.Option("--from", help="Only events from this time on: 2026-01-31 or ISO 8601."),
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Only events before this time.")] = "",
    only: Annotated[
        str, typer.Option(help=f"Only these, separated by commas: {', '.join(PARTS)}.")
    ] = "",
    costs: Annotated[
        str,
        typer.Option(
            help="`keep` what the source says, or `recalculate` them with this server's prices."
        ),
    ] = "keep",
    requests_per_second: Annotated[
        float, typer.Option(min=0, help="Most requests to the source per second; 0: no limit.")
    ] = 0,
    dry_run: Annotated[bool, typer.Option(help="Count what there is; write nothing.")] = False,
    restart: Annotated[
        bool, typer.Option(help="Forget how far an earlier run came and begin anew.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a project from any Langfuse (version 2, 3 or 4) or Gatelight.

    Ids, times, usage and costs are kept. Run it again after an interruption, or later for what has
    come since: nothing is stored twice. Exits with 1 when something could not be copied, with 130
    when interrupted.
    """
    said = Console(stderr=True)
    if costs not in ("keep", "recalculate"):
        raise typer.BadParameter("keep or recalculate", param_hint="--costs")
    wish = Wish(
        low=_moment(since, "--from"),
        high=_moment(until, "--to"),
        parts=[part.strip() for part in only.split(",") if part.strip()] or tuple(PARTS),
        keep_costs=costs == "keep",
        restart=restart,
        dry_run=dry_run,
    )
    try:
        to = project_address(to_host, to_public_key, to_secret_key)
    except ValueError as error:
        said.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    source = Wire(host, public_key, secret_key, per_second=requests_per_second)
    target = Wire(to.host, to.public_key, to.secret_key)
    code = _copy(source, target, wish, said, as_json=as_json)
    source.close()
    target.close()
    raise typer.Exit(code)


def _copy(source: Wire, target: Wire, wish: Wish, said: Console, *, as_json: bool) -> int:
    session: Session | None = None
    problem, code = "", 0
    with _Drawn(said, shown=said.is_terminal and not as_json) as progress:
        try:
            now = time.time_ns() // 1000
            session, told = begin(source, target, Settings().data_dir, wish, now, progress)
            if not as_json:
                said.print(told, markup=False)
            run(session, wish.parts)
            code = 1 if failed(session.outcomes) else 0
        except (CannotCopy, CallError) as error:
            problem, code = str(error), 1
        except KeyboardInterrupt:
            problem, code = "Interrupted", INTERRUPTED
    if session is not None and problem:
        problem += ". Run the same command again to go on from here."
    if as_json:
        print_json(_summary(session, problem))
    else:
        if session is not None:
            _print_table(session)
        if problem:
            said.print(problem, style="red", markup=False)
    return code


class _Drawn(Progress):
    """Progress bars on the error output."""

    def __init__(self, console: Console, *, shown: bool) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not shown,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Drawn:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, outcome: Outcome, total: int | None) -> None:
        self._tasks[outcome.resource] = self._bars.add_task(outcome.resource, total=total)

    def advance(self, outcome: Outcome, count: int) -> None:
        if outcome.resource in self._tasks:
            self._bars.advance(self._tasks[outcome.resource], count)

    def end(self, outcome: Outcome) -> None:
        task = self._bars.tasks[self._tasks[outcome.resource]]
        self._bars.update(task.id, total=task.completed, completed=task.completed)


def _moment(text: str, option: str) -> Micros | None:
    if not text:
        return None
    try:
        return parse_iso(f"{text}T00:00:00Z" if len(text) == len("2026-01-31") else text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def _summary(session: Session | None, problem: str) -> dict[str, Any]:
    outcomes = session.outcomes if session else []
    return {
        "ok": not problem and not failed(outcomes),
        "problem": problem or None,
        "dryRun": bool(session and session.dry_run),
        "source": session.state.source if session else None,
        "target": session.state.target if session else None,
        "sourceVersion": session.capabilities.version if session else None,
        "from": to_iso(session.state.low) if session else None,
        "to": to_iso(session.state.high) if session else None,
        "resources": [outcome.as_json() for outcome in outcomes],
        "notCopied": NOT_COPIED,
    }


def _print_table(session: Session) -> None:
    title = "What there is" if session.dry_run else "What was copied"
    table = Table(title=title)
    table.add_column("resource")
    table.add_column("read from")
    for name in ("found", "copied", "there already", "skipped", "failed"):
        table.add_column(name, justify="right")
    for outcome in session.outcomes:
        numbers = (
            outcome.found,
            outcome.copied,
            outcome.unchanged,
            outcome.skipped.total(),
            outcome.failed.total(),
        )
        table.add_row(outcome.resource, outcome.endpoint, *(f"{each:,}" for each in numbers))
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH)
    console.print(table)
    for outcome in session.outcomes:
        lines = [f"skipped {count}: {why}" for why, count in outcome.skipped.items()]
        lines += [f"failed {count}: {why}" for why, count in outcome.failed.items()]
        if outcome.examples:
            lines.append(f"failed are, for example, {', '.join(outcome.examples)}")
        for line in [*outcome.notes, *lines]:
            console.print(f"{outcome.resource}: {line}", markup=False, soft_wrap=True)
    console.print(f"Never copied: {NOT_COPIED}.", markup=False, soft_wrap=True)
