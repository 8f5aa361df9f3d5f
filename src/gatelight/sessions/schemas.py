"""Sessions as the wire's JSON."""

from __future__ import annotations

from typing import Any

from gatelight.core.time import to_iso
from gatelight.events.sessions import SessionHead


def session(head: SessionHead, project_id: str) -> dict[str, Any]:
    return {
        "id": head.id,
        "createdAt": to_iso(head.created_at),
        "projectId": project_id,
        "environment": head.environment,
    }
