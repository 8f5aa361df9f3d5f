"""What a scheduled export writes: which tables, which columns, in which form."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import pyarrow as pa

from gatelight.events.export import TABLES, Table
from gatelight.exports.csv_lines import csv_lines
from gatelight.exports.service import json_lines, parquet

EXTENSIONS = {"JSON": "json", "CSV": "csv", "JSONL": "jsonl", "PARQUET": "parquet"}

_GROUPS: dict[str, tuple[str, ...]] = {
    "core": (
        "project_id",
        "trace_id",
        "id",
        "type",
        "parent_observation_id",
        "is_root",
        "start_time",
        "end_time",
        "input_length",
        "output_length",
    ),
    "basic": (
        "name",
        "level",
        "status_message",
        "version",
        "environment",
        "public",
        "user_id",
        "session_id",
    ),
    "time": ("completion_start_time", "created_at", "updated_at"),
    "io": ("input", "output"),
    "metadata": ("metadata",),
    "model": ("model", "model_id", "model_parameters"),
    "prompt": ("prompt_name", "prompt_version"),
    "tools": ("tool_definitions", "tool_calls", "tool_call_names"),
    "trace_context": ("tags", "release", "trace_name", "trace_version"),
}
_USAGE = ("usage", "cost", "tokens", "price")
"""Columns of the group `usage` have one of these words in their names."""


def tables_of(source: str, groups: list[str] | None) -> dict[str, Table]:
    """Tables by name. Every source reads the same rows: OBSERVATIONS_V2 leaves traces out, since
    observations carry their trace's attributes."""
    wanted = ("observations", "scores") if source == "OBSERVATIONS_V2" else tuple(TABLES)
    tables = {name: TABLES[name] for name in wanted}
    if groups:
        tables["observations"] = _with_groups(TABLES["observations"], set(groups))
    return tables


def _with_groups(table: Table, groups: set[str]) -> Table:
    # latencies (`metrics`) are differences of times that are there
    names = {name for group in groups for name in _GROUPS.get(group, ())}
    return Table(
        table.name,
        table.time,
        tuple(
            column
            for column in table.columns
            if column.name in names
            or ("usage" in groups and any(word in column.name for word in _USAGE))
        ),
    )


def write_file(
    file: IO[bytes], table: Table, found: Iterable[pa.Table], form: str, *, compressed: bool
) -> None:
    """Write a whole file of `form`. Parquet compresses by itself."""
    parts = _FORMS[form](table, found)
    if compressed and form != "PARQUET":
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as zipped:
            for part in parts:
                zipped.write(part)
    else:
        for part in parts:
            file.write(part)


def extension(form: str, *, compressed: bool) -> str:
    zipped = ".gz" if compressed and form != "PARQUET" else ""
    return EXTENSIONS[form] + zipped


def _json_array(_table: Table, found: Iterable[pa.Table]) -> Iterator[bytes]:
    start = b"["
    for lines in json_lines(found):
        if lines:
            yield start + lines.rstrip(b"\n").replace(b"\n", b",\n")
            start = b",\n"
    yield b"[]" if start == b"[" else b"]"


_FORMS: dict[str, Callable[[Table, Iterable[pa.Table]], Iterator[bytes]]] = {
    "JSON": _json_array,
    "CSV": lambda _table, found: csv_lines(found),
    "JSONL": lambda _table, found: json_lines(found),
    "PARQUET": parquet,
}
