"""The nouns of the metrics language: a view with its dimensions, measures and joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gatelight.core.time import Micros
from gatelight.events.filters import FilterColumn, FilterColumns, Kind

MeasureKind = Literal["number", "money", "text"]
"""`number`: integers or floats. `money`: decimals in USD, summed exactly. `text`: "" is null; such
measures can only be counted."""


@dataclass(frozen=True, slots=True)
class Window:
    """The times a query asks about, both ends included (microseconds)."""

    start: Micros
    end: Micros


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to group by. `sql` is an expression over the view's rows.

    `source` names the join it needs. `explode`: `sql` is an array, and a row counts once for each
    element. `pair`: name of the view's exploded pair whose key this is. `high_cardinality`: has as
    many values as there are rows, so v2 demands a top-n question.
    """

    name: str
    sql: str
    kind: Kind = "text"
    source: str = ""
    explode: bool = False
    pair: str = ""
    high_cardinality: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to aggregate: one value for each row of the view, or null.

    `unit` is what the value counts ("millisecond", "tokens", "USD", …). `pair`: name of the view's
    exploded pair whose value this is; its key's dimension is then added to the question.
    """

    name: str
    sql: str
    kind: MeasureKind = "number"
    unit: str = ""
    source: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A map column read as one row for each of its keys. `dimension` names the keys."""

    name: str
    sql: str
    dimension: str


Join = Callable[[str], str]
"""Makes the text of a join from the FROM and WHERE of the view's own rows (which are for
`x IN (SELECT y …)`)."""


@dataclass(frozen=True, slots=True)
class View:
    """What can be asked of one kind of thing.

    `table` and `alias` name the rows, `time` the column of the window, `condition` what every row
    of the view fulfils. `joins` are added when a dimension, measure or filter names them.
    `filters` are columns that can be filtered by beyond the dimensions.
    """

    name: str
    table: str
    alias: str
    time: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
    joins: Mapping[str, Join] = field(default_factory=dict)
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    filters: tuple[FilterColumn, ...] = ()
    condition: str = "1"

    def columns(self) -> FilterColumns:
        """Everything the view can be filtered by."""
        own = [
            FilterColumn(
                id=dimension.name,
                kind="texts" if dimension.explode else dimension.kind,
                sql=dimension.sql,
                source=dimension.source or dimension.pair,
            )
            for dimension in self.dimensions.values()
        ]
        return FilterColumns([*own, *self.filters])


def by_name(dimensions: Iterable[Dimension]) -> dict[str, Dimension]:
    return {dimension.name: dimension for dimension in dimensions}


def measures_by_name(measures: Iterable[Measure]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


def high_cardinality(
    dimensions: Mapping[str, Dimension], names: Iterable[str]
) -> dict[str, Dimension]:
    """The same dimensions, those in `names` marked as having as many values as there are rows."""
    marked = set(names)
    return {
        name: replace(dimension, high_cardinality=name in marked)
        for name, dimension in dimensions.items()
    }
