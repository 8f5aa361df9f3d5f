"""Answers of the UI's own reads."""

from __future__ import annotations

from typing import Literal

from gatelight.core.answers import Answer, Iso


class Figures(Answer):
    """What observations add up to: cost in USD, latency in seconds, at most five models."""

    observation_count: int
    total_cost: float | None
    input_tokens: int
    output_tokens: int
    total_tokens: int
    error_count: int
    warning_count: int
    models: list[str]
    latency: float | None


class TraceLine(Figures):
    id: str
    timestamp: Iso
    name: str | None
    user_id: str | None
    session_id: str | None
    environment: str
    tags: list[str]


class SessionLine(Figures):
    """`firstAt` and `lastAt` are the times of its first and last trace; at most five users."""

    id: str
    environment: str
    first_at: Iso
    last_at: Iso
    traces: int
    users: list[str]


class FoundId(Answer):
    """`traceId` is set where there is one trace to open."""

    kind: Literal["trace", "observation", "session", "user", "score"]
    id: str
    trace_id: str | None
    name: str | None


class FoundIds(Answer):
    data: list[FoundId]
