"""The two halves of a project's time: where all of it must be looked at, they are read at the same
time (see `together`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.filters import Filter, FilterColumns, time_window
from gatelight.events.reading import HOUR, fetch

_PROJECTS = 1024


def halves(
    engine: EventEngine,
    project_id: str,
    table: str,
    columns: FilterColumns,
    filters: Sequence[Filter],
    now: Micros,
) -> tuple[list[Filter], list[Filter]]:
    """`filters` for what is older and for what is newer than the middle of the time they allow, of
    which no more counts than from the oldest row to `now`. Every row meets one of the two, so the
    middle need not be exact: the oldest row is looked up once an hour."""
    low, high = time_window(filters, columns, columns.time)
    oldest = _oldest(engine, project_id, table, columns.find(columns.time).sql, now // HOUR)
    middle = (max(low, oldest) + min(high, now)) // 2
    return (
        [*filters, Filter("datetime", columns.time, "<", middle)],
        [*filters, Filter("datetime", columns.time, ">=", middle)],
    )


@lru_cache(_PROJECTS)
def _oldest(engine: EventEngine, project_id: str, table: str, time: str, hour: int) -> Micros:
    """A time among those of the project's oldest rows, read off the beginning of each part; 0 for
    none. `hour`: of the look-up."""
    rows = fetch(
        engine,
        f"SELECT {time} AS time FROM {table} WHERE project_id = {{project_id:String}} "
        f"ORDER BY toStartOfMinute({time}) LIMIT 1 "
        "SETTINGS max_block_size = 128, optimize_use_projections = 0",
        {"project_id": project_id},
    )
    return int(rows[0]["time"]) if rows else 0
