"""Ids: how they are made, checked and derived."""

from __future__ import annotations

import hashlib
import re
import uuid

import msgspec

MAX_ID_LENGTH = 800
_OTEL_TRACE_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A fresh random id (UUID4 text)."""
    return str(uuid.uuid4())


def valid_entity_id(value: str) -> bool:
    """Ids are free text of 1..800 characters without a carriage return (wire reference §2.1)."""
    return 0 < len(value) <= MAX_ID_LENGTH and "\r" not in value


def is_otel_trace_id(value: str) -> bool:
    """Whether `value` is a W3C trace id: 32 lower-case hex digits."""
    return _OTEL_TRACE_ID.fullmatch(value) is not None


def dataset_run_id(project_id: str, dataset_id: str, run_name: str) -> str:
    """Stable experiment id, the same the v5 SDK derives on its own: 16 hex digits of SHA-256 over
    the compact JSON array of version tag, project, dataset and run name."""
    text = msgspec.json.encode(["langfuse-experiment-v1", project_id, dataset_id, run_name])
    return hashlib.sha256(text).hexdigest()[:16]
