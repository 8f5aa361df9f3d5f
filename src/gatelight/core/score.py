"""A score: one judgement about a trace, an observation, a session or a dataset run."""

from __future__ import annotations

from typing import TypedDict

from gatelight.core.json import Json
from gatelight.core.time import Micros

SCORE_DATA_TYPES = frozenset({"NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT", "CORRECTION"})
SCORE_SOURCES = frozenset({"API", "ANNOTATION", "EVAL"})


class ScoreFields(TypedDict, total=False):
    """What one event says about a score. Exactly one subject: a trace (with or without an
    observation), a session or a dataset run. BOOLEAN has value 0/1 and string_value True/False."""

    timestamp: Micros
    trace_id: str
    observation_id: str | None
    session_id: str
    dataset_run_id: str
    name: str
    source: str
    data_type: str
    value: float | None
    string_value: str | None
    long_string_value: str | None
    comment: str | None
    metadata: dict[str, Json]
    config_id: str | None
    queue_id: str | None
    author_user_id: str | None
    environment: str
    execution_trace_id: str | None
