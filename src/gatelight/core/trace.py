"""A trace: one request through an application, the parent of its observations."""

from __future__ import annotations

from typing import TypedDict

from gatelight.core.json import Json
from gatelight.core.time import Micros

DEFAULT_ENVIRONMENT = "default"
MAX_NAME_LENGTH = 1000


class TraceFields(TypedDict, total=False):
    """What one event says about a trace. Absent key: unchanged. None: an explicit null.

    `input` and `output` are text (see `core.json`); `metadata` is a JSON object.
    """

    timestamp: Micros
    name: str | None
    user_id: str | None
    session_id: str | None
    release: str | None
    version: str | None
    environment: str
    tags: list[str]
    public: bool
    bookmarked: bool
    input: str
    output: str
    metadata: dict[str, Json]


DENORMALISED = ("name", "user_id", "session_id", "tags", "release", "version", "public")
"""Trace attributes copied on every observation row, so that no list or metric needs a join."""
