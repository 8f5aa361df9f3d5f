"""The forms of a notice: e-mail, webhook (signed as Standard Webhooks say) and Slack."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Any

import orjson

from gatelight.notifications.notice import Notice

SECRET_PREFIX = "whsec_"  # noqa: S105 - a form, no secret
_COLOURS = {"info": "#5b7a9d", "warning": "#c98a1b", "critical": "#c0392b", "resolved": "#2e8b57"}


def new_signing_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over id, time and body, as https://www.standardwebhooks.com says.
    Raises ValueError when the secret is not one of ours."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the signing secret is not base64") from error
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def webhook_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }


def webhook_body(notice: Notice, project: dict[str, str], sent_at: str, link: str) -> bytes:
    return orjson.dumps(
        {
            "type": notice.event,
            "timestamp": sent_at,
            "data": {
                "project": project,
                "severity": notice.severity,
                "title": notice.title,
                "text": notice.text,
                "facts": notice.facts,
                "link": link,
            },
        },
        default=str,
    )


def slack_body(notice: Notice, project_name: str, link: str) -> bytes:
    """Slack's incoming-webhook form; Mattermost and Discord (`/slack`) take it, too."""
    title = _slack_text(notice.title)
    heading = f"<{link}|{title}>" if link else title
    attachment: dict[str, Any] = {
        "color": _COLOURS[notice.severity],
        "fallback": notice.title,
        "text": f"*{heading}*\n{_slack_text(notice.text)}",
        "mrkdwn_in": ["text"],
        "fields": [
            {"title": _slack_text(str(name)), "value": _slack_text(_shown(value)), "short": True}
            for name, value in list(notice.facts.items())[:10]
        ],
        "footer": f"Gatelight · {_slack_text(project_name)}",
    }
    return orjson.dumps({"text": notice.title, "attachments": [attachment]})


def mail_subject(notice: Notice, project_name: str) -> str:
    return f"[{project_name}] {notice.title}"


def mail_text(notice: Notice, project_name: str, link: str) -> str:
    lines = [notice.text, ""]
    lines += [f"{name}: {_shown(value)}" for name, value in notice.facts.items()]
    if link:
        lines += ["", link]
    return "\n".join([*lines, "", "-- ", f"Gatelight, project {project_name}", ""])


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {part}" for name, part in value.items())
    return str(value)


def _slack_text(text: str) -> str:
    """Names from traces are untrusted: nothing in them becomes a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
