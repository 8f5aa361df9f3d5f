"""Answers of the UI's own reads."""

from __future__ import annotations

from gatelight.core.answers import Answer, Iso
from gatelight.events.answers import Level, ObservationType, Score, TraceFigures


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


class TreeNode(Answer):
    """An observation as tree and timeline show it."""

    id: str
    parent_observation_id: str | None
    type: ObservationType
    name: str | None
    start_time: Iso
    end_time: Iso | None
    level: Level
    model: str | None
    input_tokens: int
    output_tokens: int
    total_tokens: int
    total_cost: float | None


class TraceTree(TraceFigures):
    observations: list[TreeNode]
    scores: list[Score]
