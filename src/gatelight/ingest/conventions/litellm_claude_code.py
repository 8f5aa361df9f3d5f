"""Who and which agent a call of Claude Code through LiteLLM belongs to."""

from __future__ import annotations

import re

from gatelight.core.observation import ObservationFields
from gatelight.core.trace import TraceFields
from gatelight.ingest.conventions.values import json_object

_AGENT_HEADERS = {
    "x-claude-code-agent-id": "agent_id",
    "x-claude-code-parent-agent-id": "parent_agent_id",
}
"""Sent by sub-agents only, as its gateway contract says; the metadata keys they become."""
_PACKED = re.compile(
    r"user_(?P<device>[0-9a-z]+)_account_(?P<account>[0-9a-f-]*)_session_(?P<session>[0-9a-f-]{36})"
)
_ANY_SESSION = re.compile(
    r"(?P<account>.*?)_session_(?P<session>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    re.DOTALL,
)
_MAX_USER_LENGTH = 1000


def name_agent(fields: ObservationFields) -> None:
    """The agent that called, and the one it works for, from the request's headers to metadata."""
    metadata = fields.get("metadata") or {}
    headers = json_object(metadata.get("requester_custom_headers")) or {}
    named = {
        key: value
        for header, key in _AGENT_HEADERS.items()
        if isinstance(value := headers.get(header), str) and value and key not in metadata
    }
    if named:
        fields["metadata"] = {**metadata, **named}


def read_claude_code_user(fields: ObservationFields, trace: TraceFields) -> None:
    """Claude Code packs device, account and session into one user id, in two forms.

    The account is the user; without one (it is signed in at the gateway only) the owner of the
    gateway's key, else the device. The session is the session, unless one is named.
    """
    sent = trace.get("user_id")
    if not sent:
        return
    parts = _parts(sent)
    if parts is None:
        return
    account, device, session = parts
    user = account or fields.get("gateway_user_id") or device
    trace["user_id"] = user[:_MAX_USER_LENGTH] or None
    if not trace.get("session_id"):
        trace["session_id"] = session


def _parts(sent: str) -> tuple[str, str, str] | None:
    """Account, device and session, or None when `sent` is no such id."""
    if sent.startswith("{"):
        named = json_object(sent) or {}
        session = named.get("session_id")
        account, device = named.get("account_uuid") or "", named.get("device_id") or ""
        if isinstance(session, str) and session and isinstance(account, str):
            return (account, device, session) if isinstance(device, str) else None
        return None
    if match := _PACKED.fullmatch(sent):
        return match["account"], match["device"], match["session"]
    match = _ANY_SESSION.fullmatch(sent)
    return (match["account"], "", match["session"]) if match else None
