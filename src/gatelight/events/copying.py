"""Whole tables out of the event store and back in, for backups: every stored row as it is,
deleting rows and older versions among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pyarrow as pa

from gatelight.events.engine import EventEngine, selected
from gatelight.events.schema import STEPS, TABLES

SCHEMA_STEP = STEPS[-1][0]
"""What this release writes; stores of an earlier step lack columns or tables."""


def schema_of(table: str) -> pa.Schema:
    """Types of a table's columns as this release has them."""
    return pa.schema([(column.name, column.arrow) for column in TABLES[table]])


def open_table(engine: EventEngine, table: str) -> AbstractContextManager[Iterator[pa.RecordBatch]]:
    """Every row of `table` as it stood when this was entered."""
    names = [column.name for column in TABLES[table]]
    return engine.stream(f"SELECT {selected(names)} FROM {table}")


def insert_copied(engine: EventEngine, table: str, rows: pa.Table) -> None:
    """Insert rows of `open_table`. Columns that a backup of an older release lacks take their
    defaults."""
    known = schema_of(table)
    fields = [known.field(name) for name in rows.column_names if name in known.names]
    names = [field.name for field in fields]
    engine.insert(table, rows.select(names).cast(pa.schema(fields)))


def has_rows(engine: EventEngine) -> bool:
    """Whether anything is stored."""
    return any(engine.query(f"SELECT 1 AS one FROM {table} LIMIT 1") for table in TABLES)
