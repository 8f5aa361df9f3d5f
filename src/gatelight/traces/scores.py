"""Scores as they are embedded in a v1 trace: what the oldest SDKs can parse."""

from __future__ import annotations

from typing import Any

from gatelight.core.json import from_text
from gatelight.core.time import to_iso
from gatelight.events.rows import ScoreRow


def score_v1(row: ScoreRow) -> dict[str, Any]:
    """A NUMERIC, BOOLEAN or CATEGORICAL score. CATEGORICAL always has a number beside its text."""
    text = row.string_value or None
    return {
        "id": row.id,
        "projectId": row.project_id,
        "traceId": row.trace_id,
        "observationId": row.observation_id or None,
        "name": row.name,
        "source": row.score_source,
        "dataType": row.data_type,
        "value": 0 if row.value is None else row.value,
        "stringValue": None if row.data_type == "NUMERIC" else text or "",
        "timestamp": to_iso(row.timestamp),
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
        "authorUserId": row.author_user_id or None,
        "comment": row.comment or None,
        "metadata": {key: from_text(value) for key, value in row.metadata.items()},
        "configId": row.config_id or None,
        "queueId": row.queue_id or None,
        "environment": row.environment,
        "executionTraceId": row.execution_trace_id or None,
    }
