"""`gatelight export`: a project's content as files, read from a running server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

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
from gatelight.core.time import Micros, parse_iso, to_iso
from gatelight.transfer.capabilities import V2_DATASETS
from gatelight.transfer.datasets import items_of, runs_of
from gatelight.transfer.definitions import own_models, rows_of
from gatelight.transfer.prompts import versions_of
from gatelight.transfer.wire import CallError, Wire

EVENTS = ("traces", "observations", "scores")
FORMATS = ("parquet", "jsonl")
DAY: Micros = 24 * 3600 * 1_000_000

Row = dict[str, Any]


def _prompts(wire: Wire) -> Iterator[Row]:
    for prompt in rows_of(wire, "/v2/prompts"):
        yield from versions_of(wire, prompt["name"], prompt["versions"])


def _items(wire: Wire) -> Iterator[Row]:
    for dataset in rows_of(wire, V2_DATASETS):
        yield from items_of(wire, dataset)


def _runs(wire: Wire) -> Iterator[Row]:
    for dataset in rows_of(wire, V2_DATASETS):
        yield from runs_of(wire, dataset)


RECORDS: dict[str, Callable[[Wire], Iterator[Row]]] = {
    "prompts": _prompts,
    "datasets": lambda wire: rows_of(wire, V2_DATASETS),
    "dataset-items": _items,
    "dataset-runs": _runs,
    "score-configs": lambda wire: rows_of(wire, "/score-configs"),
    "models": own_models,
}
"""What is written as JSON lines whatever the format: one object a line, as the API answers it."""


def export(
    out: Annotated[Path, typer.Option(help="Folder the files are written to.")] = Path("export"),
    form: Annotated[
        str, typer.Option("--format", help="`parquet` or `jsonl`, of the events.")
    ] = "parquet",
    only: Annotated[
        str, typer.Option(help=f"Only these, by commas: {', '.join((*EVENTS, *RECORDS))}.")
    ] = "",
    since: Annotated[str, typer.Option("--from", help="First day of events: 2026-01-31.")] = "",
    until: Annotated[str, typer.Option("--to", help="The day after the last one.")] = "",
    skip_existing: Annotated[
        bool, typer.Option(help="Leave days alone whose file is there: to go on after an end.")
    ] = False,
    host: HostOption = "",
    public_key: PublicKeyOption = "",
    secret_key: SecretKeyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write a project's traces, observations and scores (a file a day) and its prompts, datasets,
    score configs and models (JSON lines).

    `<out>/traces/date=2026-01-31/traces.parquet` and so on: a layout DuckDB, Spark and pyarrow read
    as one table. A file is there whole or not at all. Exits with 1 when something fails.
    """
    wanted = [each.strip() for each in only.split(",") if each.strip()] or [*EVENTS, *RECORDS]
    if unknown := sorted(set(wanted) - {*EVENTS, *RECORDS}):
        raise typer.BadParameter(f"unknown: {', '.join(unknown)}", param_hint="--only")
    if form not in FORMATS:
        raise typer.BadParameter("parquet or jsonl", param_hint="--format")
    times = {"fromTimestamp": _day(since, "--from"), "toTimestamp": _day(until, "--to")}
    said = Console(stderr=True)
    try:
        to = project_address(host, public_key, secret_key)
        wire = Wire(to.host, to.public_key, to.secret_key)
        written = _write(wire, out, form, wanted, times, skip_existing=skip_existing, said=said)
    except (CallError, ValueError, OSError) as error:
        said.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    wire.close()
    if as_json:
        print_json(written)
    else:
        for name, count in written["rows"].items():
            said.print(f"{name}: {count:,} rows", markup=False)
        said.print(f"Written to {out}", markup=False, soft_wrap=True)


def _write(
    wire: Wire,
    out: Path,
    form: str,
    wanted: list[str],
    times: dict[str, str | None],
    *,
    skip_existing: bool,
    said: Console,
) -> Row:
    """Every file; `rows` by kind and the `files` written."""
    rows: dict[str, int] = {}
    files: list[str] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=said, disable=not said.is_terminal) as bars:
        for kind in (each for each in EVENTS if each in wanted):
            days = wire.get(f"/export/{kind}/days", **times)["data"]
            rows[kind] = sum(day["rows"] for day in days)
            task = bars.add_task(kind, total=rows[kind])
            for day in days:
                path = out / kind / f"date={day['date']}" / f"{kind}.{form}"
                if not (skip_existing and path.exists()):
                    _write_day(wire, kind, form, day["date"], times, path)
                    files.append(str(path))
                bars.advance(task, day["rows"])
        for name in (each for each in RECORDS if each in wanted):
            path = out / f"{name}.jsonl"
            rows[name] = _write_lines(path, RECORDS[name](wire))
            files.append(str(path))
    return {"rows": rows, "files": files}


def _write_day(
    wire: Wire, kind: str, form: str, date: str, times: dict[str, str | None], path: Path
) -> None:
    """One day's part of the range, streamed to the disk. Raises CallError."""
    low = parse_iso(f"{date}T00:00:00Z")
    first = max([low, *(parse_iso(text) for text in (times["fromTimestamp"],) if text)])
    last = min([low + DAY, *(parse_iso(text) for text in (times["toTimestamp"],) if text)])
    asked = {"format": form, "fromTimestamp": to_iso(first), "toTimestamp": to_iso(last)}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            wire.download(f"/export/{kind}", asked, file)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_lines(path: Path, rows: Iterator[Row]) -> int:
    """One object a line; how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with draft.open("w", encoding="utf-8") as file:
            for row in rows:
                # In ASCII: half of a surrogate pair has no other form.
                file.write(json.dumps(row) + "\n")
                count += 1
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _day(text: str, option: str) -> str | None:
    if not text:
        return None
    try:
        return to_iso(parse_iso(f"{text}T00:00:00Z" if len(text) == len("2026-01-31") else text))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
