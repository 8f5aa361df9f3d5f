"""Answers of the page of one session. Costs are USD, latencies seconds."""

from __future__ import annotations

from gatelight.core.answers import Answer, Iso
from gatelight.events.answers import Level


class Sums(Answer):
    """`uncachedCost`: what input that was not read from a cache cost."""

    observation_count: int
    total_cost: float | None
    input_tokens: int
    output_tokens: int
    total_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    uncached_cost: float
    error_count: int


class Turn(Sums):
    """One trace of the session; `latency` until the last of its observations ended."""

    id: str
    timestamp: Iso
    end_time: Iso
    latency: float
    name: str | None
    user_id: str | None
    models: list[str]


class Call(Answer):
    """A model call: `contextTokens` is all of its input, cached or not; `lane` is its agent."""

    id: str
    trace_id: str
    name: str | None
    start_time: Iso
    latency: float
    lane: str
    model: str | None
    level: Level
    context_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int
    total_cost: float | None
    uncached_cost: float


class Lane(Answer):
    name: str
    calls: int
    total_cost: float | None


class Model(Answer):
    model: str | None
    calls: int
    total_cost: float | None
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int


class Compaction(Answer):
    """`trigger` is null for one that was seen in the tokens only."""

    at: Iso
    lane: str
    before: int | None
    after: int | None
    trigger: str | None


class SessionPage(Sums):
    """`more`: the session has observations beyond those looked at."""

    id: str
    environment: str | None
    first_at: Iso | None
    last_at: Iso | None
    users: list[str]
    turns: list[Turn]
    calls: list[Call]
    lanes: list[Lane]
    models: list[Model]
    compactions: list[Compaction]
    more: bool
