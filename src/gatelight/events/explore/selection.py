"""A selection of traces or of observations: filters over one list, as SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from gatelight.core.time import MAX_MICROS, MIN_MICROS, Micros
from gatelight.events.engine import EventEngine
from gatelight.events.filters import (
    Filter,
    FilterColumns,
    Params,
    compile_filters,
    time_window,
)
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.filters.trace_columns import TRACE_FILTER_COLUMNS
from gatelight.events.reading import DAY, fetch
from gatelight.events.traces import trace_source

Surface = Literal["traces", "observations"]
SURFACES: tuple[Surface, ...] = ("traces", "observations")
COLUMNS: dict[Surface, FilterColumns] = {
    "traces": TRACE_FILTER_COLUMNS,
    "observations": OBSERVATION_FILTER_COLUMNS,
}
TIME_SQL: dict[Surface, str] = {"traces": "timestamp", "observations": "start_time"}

# Observations of a trace lie around its timestamp.
BEFORE, AFTER = DAY, 30 * DAY


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected of one project."""

    surface: Surface
    project_id: str
    filters: Sequence[Filter]

    @property
    def columns(self) -> FilterColumns:
        return COLUMNS[self.surface]

    @property
    def window(self) -> tuple[Micros, Micros]:
        """The half-open span of times the filters allow."""
        return time_window(self.filters, self.columns, self.columns.time)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the time is asked for."""
        time = self.columns.time
        return any(self.columns.find(each.column).id != time for each in self.filters)

    def sql(self, params: Params, *, using: Collection[str] = ()) -> str:
        """`FROM … WHERE …` of the selected rows; `using` names columns the query itself reads.

        Raises InvalidRequest for filters that do not fit.
        """
        condition = compile_filters(self.filters, self.columns, params)
        source = "observations FINAL"
        if self.surface == "traces":
            source = trace_source(self.filters, using, params)
        return f"FROM {source} WHERE project_id = {{project_id:String}} AND {condition}"

    def observations_sql(self, params: Params) -> str:
        """`FROM … WHERE …` of the selected observations, or of those of the selected traces."""
        if self.surface == "observations":
            return self.sql(params)
        low, high = self.window
        within = ""
        if low > MIN_MICROS:
            within += f" AND start_time >= {params.time(max(low - BEFORE, MIN_MICROS))}"
        if high < MAX_MICROS:
            within += f" AND start_time < {params.time(min(high + AFTER, MAX_MICROS))}"
        return (
            f"FROM observations FINAL WHERE project_id = {{project_id:String}}{within} "
            f"AND trace_id IN (SELECT id {self.sql(params)})"
        )


def time_span(engine: EventEngine, selection: Selection) -> tuple[Micros, Micros] | None:
    """The first and the last moment there is something in the selection's window; None for
    nothing. Filters but the time are left out: it is a look at the tables' order alone."""
    params = Params(selection.project_id)
    low, high = selection.window
    time = TIME_SQL[selection.surface]
    rows = fetch(
        engine,
        f"SELECT count() AS rows, toUnixTimestamp64Micro(min({time})) AS first, "
        f"toUnixTimestamp64Micro(max({time})) AS last FROM {selection.surface} FINAL "
        "WHERE project_id = {project_id:String} "
        f"AND {time} >= {params.time(low)} AND {time} < {params.time(high)}",
        params.values,
    )
    return (rows[0]["first"], rows[0]["last"]) if rows[0]["rows"] else None
