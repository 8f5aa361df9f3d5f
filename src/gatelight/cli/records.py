"""What commands that work on the record store share: opening it, tables, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from gatelight.core.time import from_datetime, to_iso
from gatelight.errors import ApiError
from gatelight.records.context import Records
from gatelight.settings import Settings

PIPE_WIDTH = 200

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@contextmanager
def open_records() -> Iterator[Records]:
    """The record store of the settings in force. Errors people can act on end the command with
    status 1 and one line."""
    records = Records.open(Settings())
    try:
        yield records
    except ApiError as error:
        Console(stderr=True).print(error.message, style="red", markup=False)
        raise typer.Exit(1) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        Console(stderr=True).print(f"{where}: {first['msg']}", style="red", markup=False)
        raise typer.Exit(1) from error
    finally:
        records.database.close()


def print_rows(
    rows: Sequence[dict[str, Any]], *, as_json: bool, title: str, columns: Sequence[str] = ()
) -> None:
    """Rows with the same keys, as one JSON array or as a table of `columns` (empty: all)."""
    if as_json:
        print_json(list(rows))
        return
    if not rows:
        Console().print(f"None: {title}.")
        return
    shown = columns or tuple(rows[0])
    table = Table(title=title)
    for name in shown:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in shown))
    console = Console()
    # into a pipe or a file nothing need be folded
    console.print(table, width=None if console.is_terminal else PIPE_WIDTH)


def print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def moment(value: datetime | None) -> str | None:
    """As the wire writes times."""
    return None if value is None else to_iso(from_datetime(value))


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
