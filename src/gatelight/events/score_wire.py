"""A stored score as the wire shows it.

v1 and v2 share one shape: BOOLEAN is `value` 0 or 1 with `stringValue` True or False, CATEGORICAL
has both, TEXT has no `value`, CORRECTION has `value` 0. v3 has one `value` of the data type's own
JSON type and groups of fields on demand.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from gatelight.core.json import from_text
from gatelight.core.time import to_iso
from gatelight.events.rows import ScoreRow

Body = dict[str, Any]

V3_GROUPS = ("core", "details", "subject", "annotation")


def score_body(row: ScoreRow) -> Body:
    """The score of v1 and v2."""
    return {
        "id": row.id,
        "projectId": row.project_id,
        "traceId": row.trace_id or None,
        "observationId": row.observation_id or None,
        "sessionId": row.session_id or None,
        "datasetRunId": row.dataset_run_id or None,
        "name": row.name,
        "source": row.score_source,
        "dataType": row.data_type,
        **_values(row),
        "comment": row.comment or None,
        "metadata": _metadata(row),
        "configId": row.config_id or None,
        "queueId": row.queue_id or None,
        "authorUserId": row.author_user_id or None,
        "executionTraceId": row.execution_trace_id or None,
        "environment": row.environment,
        "timestamp": to_iso(row.timestamp),
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
    }


def _values(row: ScoreRow) -> Body:
    match row.data_type:
        case "NUMERIC":
            return {"value": row.value, "stringValue": None}
        case "BOOLEAN":
            truth = bool(row.value)
            return {"value": int(truth), "stringValue": str(truth)}
        case "CATEGORICAL":
            return {"value": row.value or 0, "stringValue": row.string_value}
        case "TEXT":
            return {"stringValue": _text(row)}
        case _:
            return {"value": 0, "stringValue": _text(row)}


def score_body_v3(row: ScoreRow, groups: Collection[str]) -> Body:
    """The score of v3 with the core group and those asked for."""
    body: Body = {
        "id": row.id,
        "projectId": row.project_id,
        "name": row.name,
        "value": _value(row),
        "dataType": row.data_type,
        "source": row.score_source,
        "timestamp": to_iso(row.timestamp),
        "environment": row.environment,
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
    }
    if "details" in groups:
        body |= {
            "comment": row.comment or None,
            "configId": row.config_id or None,
            "metadata": _metadata(row),
        }
    if "subject" in groups:
        body["subject"] = _subject(row)
    if "annotation" in groups:
        body |= {
            "authorUserId": row.author_user_id or None,
            "queueId": row.queue_id or None,
        }
    return body


def _value(row: ScoreRow) -> float | bool | str | None:
    match row.data_type:
        case "NUMERIC":
            return row.value
        case "BOOLEAN":
            return bool(row.value)
        case "CATEGORICAL":
            return row.string_value
        case _:
            return _text(row)


def _subject(row: ScoreRow) -> Body | None:
    if row.observation_id:
        return {
            "kind": "observation",
            "id": row.observation_id,
            "traceId": row.trace_id or None,
        }
    if row.trace_id:
        return {"kind": "trace", "id": row.trace_id}
    if row.session_id:
        return {"kind": "session", "id": row.session_id}
    if row.dataset_run_id:
        return {"kind": "experiment", "id": row.dataset_run_id}
    return None


def _text(row: ScoreRow) -> str:
    return row.long_string_value or row.string_value


def _metadata(row: ScoreRow) -> Body:
    return {key: from_text(value) for key, value in row.metadata.items()}
