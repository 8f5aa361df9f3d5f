"""What the page of one session reads: its traces, its calls with their tokens, its compactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatelight.events.engine import EventEngine, Row
from gatelight.events.measures import TOTAL_TOKENS, tokens_of
from gatelight.events.reading import fetch
from gatelight.ui.texts import BOUNDED_IO, bounds

MAX_CALLS = 20_000
"""Observations of one session that its page looks at."""
COMPACTION = "claude_code.compaction"

_AGENT_KEYS = ("agent_id", "agent.id", "x-claude-code-agent-id")
"""Metadata that name the agent a call belongs to; Claude Code's main agent names none."""
_AGENT = (
    "coalesce("
    + ", ".join(f"nullIf(trim(BOTH '\"' FROM metadata['{key}']), '')" for key in _AGENT_KEYS)
    + ", '')"
)


def _bucket(prefix: str) -> str:
    return (
        f"arraySum(arrayMap((k, v) -> if(startsWith(k, '{prefix}'), v, 0), "
        "mapKeys(tokens), mapValues(tokens)))"
    )


_CACHE_READ, _CACHE_WRITE = _bucket("cache_read"), _bucket("cache_write")
_UNCACHED_COST = (
    "arraySum(arrayMap((k, v) -> if(position(k, 'input') > 0 AND position(k, 'cached') = 0 "
    "AND position(k, 'cache_read') = 0, toFloat64(v), 0), "
    "mapKeys(cost_details), mapValues(cost_details)))"
)


def session_heads(engine: EventEngine, project_id: str, session_id: str) -> list[Row]:
    """The session's traces without payload, oldest first; `at` in microseconds, sizes in
    characters."""
    rows = fetch(
        engine,
        "SELECT id, toUnixTimestamp64Micro(timestamp) AS at, name, user_id, "
        "environment, input_length + output_length AS characters "
        "FROM traces FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(timestamp) IN (SELECT DISTINCT toStartOfMinute(timestamp) FROM traces "
        "WHERE project_id = {project_id:String} AND session_id = {session_id:String}) "
        "AND session_id = {session_id:String} ORDER BY timestamp, id",
        {"project_id": project_id, "session_id": session_id},
    )
    return list({row["id"]: row for row in rows}.values())


def session_observations(
    engine: EventEngine, project_id: str, trace_ids: Sequence[str], minutes: Sequence[int]
) -> list[Row]:
    """The observations of these traces, oldest first, at most MAX_CALLS + 1, with the tokens that
    make a context and what of it was not read from a cache (`missed`, USD)."""
    if not minutes:
        return []
    return fetch(
        engine,
        "SELECT id, trace_id, parent_observation_id AS parent, type, name, level, model, "
        "toUnixTimestamp64Micro(start_time) AS start, "
        "toUnixTimestamp64Micro(coalesce(end_time, start_time)) AS ended, "
        f"{tokens_of('input')} AS context, {_CACHE_READ} AS cache_read, "
        f"{_CACHE_WRITE} AS cache_write, {tokens_of('output')} AS output, "
        f"{TOTAL_TOKENS} AS total, total_cost AS cost, {_UNCACHED_COST} AS missed, "
        f"{_AGENT} AS agent "
        "FROM observations FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(start_time) IN {minutes:Array(DateTime('UTC'))} "
        "AND trace_id IN {ids:Array(String)} ORDER BY start_time, id LIMIT {limit:UInt64}",
        {
            "project_id": project_id,
            "minutes": list(minutes),
            "ids": list(trace_ids),
            "limit": MAX_CALLS + 1,
        },
    )


def trace_texts(
    engine: EventEngine,
    project_id: str,
    heads: Sequence[Row],
    whole_bytes: int,
    beginning: int,
) -> dict[str, Row]:
    """Input and output of these traces (rows of `session_heads`), bounded, by id."""
    if not heads:
        return {}
    values: dict[str, Any] = {
        "project_id": project_id,
        "ids": [head["id"] for head in heads],
        "minutes": sorted({head["at"] // 60_000_000 * 60 for head in heads}),
    }
    rows = fetch(
        engine,
        f"SELECT id, {BOUNDED_IO} FROM traces FINAL WHERE project_id = {{project_id:String}} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND id IN {ids:Array(String)}",
        values | bounds(whole_bytes, beginning),
    )
    return {row["id"]: row for row in rows}


def compactions(
    engine: EventEngine, project_id: str, session_id: str, minutes: Sequence[int]
) -> list[Row]:
    """When the agent said it compacted its context, with the tokens before and after; `minutes`
    are all that may hold such an event."""
    if not minutes:
        return []
    return fetch(
        engine,
        "SELECT toUnixTimestamp64Micro(timestamp) AS at, "
        "trim(BOTH '\"' FROM attributes['trigger']) AS cause, "
        "toUInt64OrZero(trim(BOTH '\"' FROM attributes['pre_tokens'])) AS before, "
        "toUInt64OrZero(trim(BOTH '\"' FROM attributes['post_tokens'])) AS after "
        "FROM log_records FINAL WHERE project_id = {project_id:String} "
        "AND toStartOfMinute(timestamp) IN {minutes:Array(DateTime('UTC'))} "
        "AND session_id = {session_id:String} AND name = {event:String} ORDER BY timestamp",
        {
            "project_id": project_id,
            "session_id": session_id,
            "minutes": list(minutes),
            "event": COMPACTION,
        },
    )
