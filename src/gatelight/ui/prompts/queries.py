"""What the traffic of a prompt's versions adds up to, from the observations that name them."""

from __future__ import annotations

from typing import Any

from gatelight.events.engine import EventEngine
from gatelight.events.measures import seconds_between, tokens_of
from gatelight.events.metrics.model import Window
from gatelight.events.reading import fetch

_LATENCY = seconds_between("start_time", "end_time")
_CALLS = (
    "FROM observations FINAL WHERE project_id = {project_id:String} "
    "AND start_time >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
    "AND start_time <= fromUnixTimestamp64Micro({high:Int64}, 'UTC') "
    "AND prompt_name = {name:String} AND prompt_version IS NOT NULL"
)


def traffic(
    engine: EventEngine, project_id: str, name: str, window: Window
) -> list[dict[str, Any]]:
    """One row for each version called in the window: `version, calls, cost` (USD, decimal or
    null), `p50, p95` (seconds or null), `input_tokens, output_tokens, errors, last` (µs)."""
    return fetch(
        engine,
        "SELECT prompt_version AS version, count() AS calls, sum(total_cost) AS cost, "
        f"quantileExactIf(0.5)({_LATENCY}, end_time IS NOT NULL) AS p50, "
        f"quantileExactIf(0.95)({_LATENCY}, end_time IS NOT NULL) AS p95, "
        f"sum({tokens_of('input')}) AS input_tokens, sum({tokens_of('output')}) AS output_tokens, "
        "countIf(level = 'ERROR') AS errors, toUnixTimestamp64Micro(max(start_time)) AS last "
        f"{_CALLS} GROUP BY prompt_version ORDER BY prompt_version DESC",
        _parameters(project_id, name, window),
    )


def scores(engine: EventEngine, project_id: str, name: str, window: Window) -> list[dict[str, Any]]:
    """Scores of those calls, and of their traces, by version and name: `version, name, data_type,
    count, average` (null for text), `commonest` (the most frequent category, "" for numbers)."""
    return fetch(
        engine,
        "SELECT version, name, data_type, count() AS count, "
        "if(data_type IN ('NUMERIC', 'BOOLEAN'), avg(value), NULL) AS average, "
        "arrayElement(topK(1)(string_value), 1) AS commonest FROM ("
        "SELECT o.version AS version, s.id AS id, any(s.name) AS name, "
        "any(s.data_type) AS data_type, any(s.value) AS value, "
        "any(s.string_value) AS string_value FROM "
        "(SELECT id, name, data_type, value, string_value, trace_id, observation_id "
        "FROM scores FINAL WHERE project_id = {project_id:String} "
        "AND timestamp >= fromUnixTimestamp64Micro({low:Int64}, 'UTC') "
        "AND trace_id != '' AND data_type IN ('NUMERIC', 'BOOLEAN', 'CATEGORICAL')) AS s "
        "INNER JOIN (SELECT trace_id, id, assumeNotNull(prompt_version) AS version "
        f"{_CALLS}) AS o ON s.trace_id = o.trace_id "
        "WHERE s.observation_id = '' OR s.observation_id = o.id "
        "GROUP BY o.version, s.id) "
        "GROUP BY version, name, data_type ORDER BY version DESC, name",
        _parameters(project_id, name, window),
    )


def _parameters(project_id: str, name: str, window: Window) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "name": name,
        "low": max(window.start, 0),
        "high": window.end,
    }
