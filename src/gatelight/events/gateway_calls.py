"""Reads of what gateway calls have cost, for the ledger of spend."""

from __future__ import annotations

from typing import Any

from gatelight.core.time import Micros
from gatelight.events.engine import EventEngine
from gatelight.events.reading import MINUTE, fetch

PAGE = 5_000


def gateway_calls(
    engine: EventEngine,
    project_id: str,
    *,
    started_from: Micros,
    updated_from: Micros,
    after: tuple[Micros, str] | None = None,
) -> list[dict[str, Any]]:
    """Observations made through the gateway, a page by start time and id behind `after`: who
    called, what it cost and how many tokens it took."""
    parameters: dict[str, Any] = {
        "project_id": project_id,
        "started": started_from,
        "updated": updated_from,
    }
    behind = ""
    if after is not None:
        parameters |= {"after_start": after[0], "after_id": after[1]}
        parameters["started"] = max(started_from, after[0])
        behind = (
            "AND (start_time, id) > "
            "(fromUnixTimestamp64Micro({after_start:Int64}, 'UTC'), {after_id:String}) "
        )
    parameters["minute"] = parameters["started"] // MINUTE * MINUTE
    return fetch(
        engine,
        "SELECT id, start_time, gateway_call_id, gateway_key_hash, gateway_user_id, "
        "gateway_team_id, tags, total_cost, tokens FROM observations FINAL "
        "WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) >= fromUnixTimestamp64Micro({minute:Int64}, 'UTC') "
        "AND start_time >= fromUnixTimestamp64Micro({started:Int64}, 'UTC') "
        "AND updated_at >= fromUnixTimestamp64Micro({updated:Int64}, 'UTC') "
        f"AND gateway_key_hash != '' {behind}"
        f"ORDER BY start_time, id LIMIT {PAGE}",
        parameters,
    )
