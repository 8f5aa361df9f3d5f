"""Exported rows as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pyarrow as pa

from gatelight.exports.service import json_values

# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(found: Iterable[pa.Table]) -> Iterator[bytes]:
    """A line of names, then one a row; lists and maps as JSON. A text that a spreadsheet would take
    for a formula gets an apostrophe in front."""
    headed = False
    for piece in found:
        text = io.StringIO()
        writer = csv.writer(text)
        if not headed:
            writer.writerow(piece.column_names)
            headed = True
        columns = [
            [_cell(value) for value in json_values(name, piece.column(name))]
            for name in piece.column_names
        ]
        writer.writerows(zip(*columns, strict=True))
        yield text.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, orjson.Fragment):
        return orjson.dumps(value).decode()
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if text.startswith(_FORMULA) else text
