"""What is stored about the cost of observations: of one, or of all of a trace."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import msgspec

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine, Row, selected
from gatelight.events.reading import fetch, minutes_of


class CostRow(msgspec.Struct, kw_only=True):
    """The cost columns of one observation row; "" is null, costs are USD."""

    trace_id: str
    id: str
    name: str
    type: str
    level: str
    start_time: Micros
    model: str
    model_id: str
    model_parameters: str
    source_scope: str
    provided_usage_details: dict[str, int]
    usage_details: dict[str, int]
    usage_convention: str
    usage_flags: list[str]
    tokens: dict[str, int]
    provided_cost_details: dict[str, Decimal]
    cost_details: dict[str, Decimal]
    total_cost: Decimal | None
    cost_source: str
    price_id: str
    price_tier_id: str
    price_tier_name: str
    gateway_cost: Decimal | None
    full_model: str


class TraceCost(NamedTuple):
    """`observations`: those with a model, usage or cost, oldest first, at most the limit asked for.
    The sums and `costed` are over all of them."""

    observations: list[CostRow]
    costed: int
    total_cost: Decimal
    gateway_cost: Decimal
    unpriced: int


_COLUMNS = (
    selected([name for name in CostRow.__struct_fields__ if name != "full_model"])
    # the model's name with its provider, as ingestion keeps it for calls of the gateway
    + ", metadata['litellm_model'] AS full_model"
)
_COSTED = "(model != '' OR notEmpty(usage_details) OR total_cost IS NOT NULL)"


def observation_cost(
    engine: EventEngine, project_id: str, observation_id: str, trace_id: str | None = None
) -> CostRow | None:
    """The newest live observation with this id (in this trace, when one is named), or None."""
    places = fetch(
        engine,
        "SELECT trace_id, start_time FROM observations "
        "WHERE project_id = {project:String} AND id = {id:String}",
        {"project": project_id, "id": observation_id},
    )
    traces = {row["trace_id"] for row in places}
    if trace_id is not None:
        traces &= {trace_id}
    if not traces:
        return None
    rows = fetch(
        engine,
        f"SELECT {_COLUMNS} FROM observations FINAL WHERE project_id = {{project:String}} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {traces:Array(String)} AND id = {id:String} "
        "ORDER BY row_version DESC LIMIT 1",
        {
            "project": project_id,
            "minutes": minutes_of(row["start_time"] for row in places),
            "traces": sorted(traces),
            "id": observation_id,
        },
    )
    return _row(rows[0]) if rows else None


def trace_cost(engine: EventEngine, project_id: str, trace_id: str, limit: int) -> TraceCost | None:
    """The costs of a trace; None when no observation of it is stored."""
    places = fetch(
        engine,
        "SELECT DISTINCT toStartOfMinute(start_time) AS minute FROM observations "
        "WHERE project_id = {project:String} AND trace_id = {trace:String}",
        {"project": project_id, "trace": trace_id},
    )
    if not places:
        return None
    where = (
        "project_id = {project:String} AND trace_id = {trace:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))}"
    )
    parameters = {
        "project": project_id,
        "trace": trace_id,
        "minutes": minutes_of(_minute(row["minute"]) for row in places),
        "limit": limit,
    }
    sums = fetch(
        engine,
        f"SELECT count() AS live, countIf({_COSTED}) AS costed, sum(total_cost) AS total, "
        "sum(gateway_cost) AS gateway, "
        "countIf(total_cost IS NULL AND notEmpty(tokens)) AS unpriced "
        f"FROM observations FINAL WHERE {where}",
        parameters,
    )[0]
    if not sums["live"]:
        return None
    rows = fetch(
        engine,
        f"SELECT {_COLUMNS} FROM observations FINAL WHERE {where} AND {_COSTED} "
        "ORDER BY start_time, id LIMIT {limit:UInt32}",
        parameters,
    )
    return TraceCost(
        [_row(row) for row in rows],
        sums["costed"],
        sums["total"] or Decimal(0),
        sums["gateway"] or Decimal(0),
        sums["unpriced"],
    )


def _minute(value: int) -> Micros:
    """`fetch` gives whole seconds for a DateTime that is no DateTime64."""
    return value * 1_000_000 if value < 10**11 else value


def _row(row: Row) -> CostRow:
    return CostRow(**row)
