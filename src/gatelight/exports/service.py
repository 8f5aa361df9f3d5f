"""Exported rows as bytes of a file: JSON lines or Parquet, piece by piece."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from gatelight.core.json import from_text
from gatelight.core.time import from_datetime, to_iso
from gatelight.events.export import TABLES, Range, Table, pieces, rows_by_day
from gatelight.services import Services

Kind = Literal["traces", "observations", "scores"]

MEDIA_TYPES = {
    "JSONL": "application/x-ndjson",
    "PARQUET": "application/vnd.apache.parquet",
}
_JSON_TEXTS = ("input", "output", "model_parameters")
_JSON_TEXT_MAPS = ("metadata",)


def days(services: Services, project_id: str, kind: Kind, wanted: Range) -> list[dict[str, Any]]:
    """Days that have rows, oldest first: `{date, rows}`."""
    found = rows_by_day(services.events, project_id, TABLES[kind], wanted)
    return [{"date": to_iso(day)[:10], "rows": rows} for day, rows in found]


def export(
    services: Services, project_id: str, kind: Kind, form: str, wanted: Range
) -> Iterator[bytes]:
    """The file of `form` (a key of MEDIA_TYPES), in pieces as they are read."""
    table = TABLES[kind]
    found = pieces(services.events, project_id, table, wanted)
    return json_lines(found) if form == "JSONL" else parquet(table, found)


def parquet(table: Table, found: Iterable[pa.Table]) -> Iterator[bytes]:
    """One row group a piece. A file without rows has its columns all the same."""
    written = _Written()
    with pq.ParquetWriter(written, table.schema, compression="zstd") as writer:
        for piece in found:
            writer.write_table(piece)
            yield written.take()
    yield written.take()


class _Written(io.RawIOBase):
    """Takes what a writer writes and hands it on."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        return self._position

    def take(self) -> bytes:
        data, self._parts = b"".join(self._parts), []
        return data


def json_lines(found: Iterable[pa.Table]) -> Iterator[bytes]:
    """One object a line, with the columns' names. Payloads are JSON where their text is JSON, times
    ISO 8601 in UTC, amounts numbers with all their digits."""
    for piece in found:
        names = piece.column_names
        columns = [json_values(name, piece.column(name)) for name in names]
        yield b"".join(
            orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
            for row in zip(*columns, strict=True)
        )


def json_values(name: str, column: pa.ChunkedArray) -> list[Any]:
    """A column's values as they stand in JSON lines."""
    values = column.to_pylist()
    convert = _conversion(name, column.type)
    return [None if value is None else convert(value) for value in values] if convert else values


def _conversion(name: str, kind: pa.DataType) -> Callable[[Any], Any] | None:
    if name in _JSON_TEXTS:
        return from_text
    if name in _JSON_TEXT_MAPS:
        return lambda items: {key: from_text(text) for key, text in items}
    if pa.types.is_timestamp(kind):
        return _moment
    if pa.types.is_decimal(kind):
        return _number
    if pa.types.is_map(kind) and pa.types.is_decimal(kind.item_type):
        return lambda items: {key: _number(value) for key, value in items}
    return dict if pa.types.is_map(kind) else None


def _moment(value: datetime) -> str:
    """Microseconds, as stored."""
    micros = from_datetime(value)
    return f"{to_iso(micros)[:-1]}{micros % 1000:03d}Z"


def _number(value: Decimal) -> orjson.Fragment:
    text = f"{value:f}"
    return orjson.Fragment(text.rstrip("0").rstrip(".") if "." in text else text)
