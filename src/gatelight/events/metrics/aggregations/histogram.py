"""`histogram`: how the values spread, as `[lower, upper, height]` for each of `config.bins` bins.

Bins are equally wide and the same for every row of an answer, from the smallest to the largest
value asked about: a first query finds those, the second counts bins. (The engine's own adaptive
histogram is not in the embedded build, and its bins differ from group to group.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatelight.events.filters import Params
from gatelight.events.metrics.aggregations.model import NUMERIC, Aggregation, as_number
from gatelight.events.metrics.model import MeasureKind


def _to_sql(column: str, kind: MeasureKind) -> str:
    """The range of the values, for the first query."""
    number = as_number(column, kind)
    return f"[minOrNull({number}), maxOrNull({number})]"


AGGREGATION = Aggregation("histogram", NUMERIC, _to_sql, gap=[], sortable=False)


@dataclass(frozen=True, slots=True)
class Bins:
    """`count` bins from `low` to `high`; a single one where all values are equal."""

    low: float
    high: float
    count: int

    @property
    def width(self) -> float:
        return (self.high - self.low) / self.count


def counts_sql(column: str, kind: MeasureKind, bins: Bins, params: Params) -> str:
    """Rows in each bin, as a map from the bin's index."""
    number = f"toFloat64({as_number(column, kind)})"
    low, width = params.add(bins.low, "Float64"), params.add(bins.width or 1.0, "Float64")
    index = f"greatest(0., least({bins.count - 1}., floor(({number} - {low}) / {width})))"
    return f"sumMapIf(map(toUInt8(ifNull({index}, 0)), 1), isNotNull({number}))"


def heights(counts: Mapping[int, int], bins: Bins) -> list[list[float]]:
    """The wire's shape: `[lower, upper, height]` for each bin, empty ones included."""
    if not counts:
        return []
    if bins.width == 0:
        return [[bins.low, bins.high, sum(counts.values())]]
    edges = [bins.low + bins.width * index for index in range(bins.count)] + [bins.high]
    return [[edges[index], edges[index + 1], counts.get(index, 0)] for index in range(bins.count)]
