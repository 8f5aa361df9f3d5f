"""Trace rows as the wire's JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from gatelight.core.json import from_text
from gatelight.core.time import to_iso
from gatelight.events.rows import TraceRow
from gatelight.events.traces import TraceSummary

GROUPS = ("core", "io", "scores", "observations", "metrics")
EXCLUDED = -1
"""What latency and totalCost say when the group `metrics` was not asked for."""


def trace_head(row: TraceRow, *, payload: bool = True) -> dict[str, Any]:
    """The trace alone. Without `payload` input and output are null, metadata is empty."""
    return {
        "id": row.id,
        "projectId": row.project_id,
        "timestamp": to_iso(row.timestamp),
        "name": row.name or None,
        "userId": row.user_id or None,
        "sessionId": row.session_id or None,
        "release": row.release or None,
        "version": row.version or None,
        "environment": row.environment,
        "tags": row.tags,
        "public": bool(row.public),
        "bookmarked": bool(row.bookmarked),
        "externalId": None,
        "input": from_text(row.input) if payload else None,
        "output": from_text(row.output) if payload else None,
        "metadata": {key: from_text(text) for key, text in row.metadata.items()},
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
        "source": row.source or None,
        "sdkName": row.sdk_name or None,
        "sdkVersion": row.sdk_version or None,
    }


def trace_with_details(
    row: TraceRow,
    summary: TraceSummary,
    observations: list[Any],
    scores: list[Any],
    groups: Collection[str],
) -> dict[str, Any]:
    """The trace with latency (seconds), cost (USD), observations and scores (ids or objects)."""
    metrics = "metrics" in groups
    return trace_head(row, payload="io" in groups) | {
        "htmlPath": f"/project/{row.project_id}/traces/{row.id}",
        "latency": summary.latency if metrics else EXCLUDED,
        "totalCost": float(summary.total_cost) if metrics else EXCLUDED,
        "observations": observations,
        "scores": scores,
    }
