"""Addresses that carry their own permission: one file, one method, one hour."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Request

from gatelight.core.time import Micros
from gatelight.errors import Forbidden, Unauthorized
from gatelight.records.context import RecordServices
from gatelight.records.secrets import secret_key_of
from gatelight.settings import Settings


def _public_base(request: Request) -> str:
    """Clients need absolute addresses: the public one when it is set, else the one they used."""
    services: RecordServices = request.app.state.services
    return services.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


PublicBase = Annotated[str, Depends(_public_base)]
"""Address clients reach this server at, without a trailing slash."""


def _signature(
    settings: Settings, method: str, project_id: str, media_id: str, expires: int
) -> str:
    text = "\n".join(("media", method, project_id, media_id, str(expires)))
    return hmac.new(secret_key_of(settings).encode(), text.encode(), hashlib.sha256).hexdigest()


def signed_url(
    settings: Settings, base: str, method: str, project_id: str, media_id: str, expires: int
) -> str:
    """Good until `expires` (Unix seconds)."""
    words = {
        "project": project_id,
        "expires": expires,
        "signature": _signature(settings, method, project_id, media_id, expires),
    }
    return f"{base}/api/public/media/{quote(media_id)}/content?{urlencode(words)}"


def check_signature(
    settings: Settings,
    method: str,
    project_id: str,
    media_id: str,
    expires: str,
    signature: str,
    now: Micros,
) -> None:
    """Raises Unauthorized without a signature, Forbidden for a wrong or expired one."""
    if not signature:
        raise Unauthorized("This address needs a signature; ask for a new one.")
    if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
        raise Forbidden("The signature of this address is not valid.")
    made = _signature(settings, method, project_id, media_id, int(expires))
    if not hmac.compare_digest(made.encode(), signature.encode()):
        raise Forbidden("The signature of this address is not valid.")
    if int(expires) < now // 1_000_000:
        raise Forbidden("This address has expired; ask for a new one.")
