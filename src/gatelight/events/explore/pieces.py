"""Whole rows at the keys of a selection, as the export's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from gatelight.events.engine import EventEngine
from gatelight.events.explore.selection import TIME_SQL, Selection
from gatelight.events.export import TABLES, read_rows

MOST = 100
"""Rows of one piece: with payloads of 100 KB that is 20 MB."""


def selected_pieces(
    engine: EventEngine, selection: Selection, pages: Iterable[Sequence[Any]]
) -> Iterator[pa.Table]:
    """Tables with every exported column, in the order of the keys; one without rows comes first, so
    that a file knows its columns."""
    table = TABLES[selection.surface]
    yield table.schema.empty_table()
    time = "timestamp" if selection.surface == "traces" else "start_time"
    for keys in pages:
        for first in range(0, len(keys), MOST):
            part = keys[first : first + MOST]
            times = [getattr(key, time) for key in part]
            yield read_rows(
                engine,
                selection.project_id,
                table,
                ids=[key.id for key in part],
                trace_ids=[key.trace_id for key in part] if time == "start_time" else None,
                times=times,
                order=f"{TIME_SQL[selection.surface]} DESC",
            )
