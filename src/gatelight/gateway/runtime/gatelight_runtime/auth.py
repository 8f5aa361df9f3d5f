"""LiteLLM `custom_auth`: the master key, the server's virtual keys, and the keys of one file.

The file is for keys that must work without the server. It is JSON,
`{"version": 1, "keys": {"<sha256 of the key>": record}}` with records of `key_alias, user_id,
user_email, team_id, team_alias, models, metadata, rpm_limit` (all optional). It is read again when
it changes. A file that cannot be read keeps the last good set in force.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from litellm.proxy._types import LitellmUserRoles, ProxyException, UserAPIKeyAuth

from .callers import Callers
from .calls import Caller, Refusal, current_call, refuse
from .server import Server, ServerAwayError

FORMAT_VERSION = 1
MASTER_USER = "admin"
MASTER_ALIAS = "master-key"
_FIELDS = (
    "key_alias",
    "user_id",
    "user_email",
    "team_id",
    "team_alias",
    "models",
    "metadata",
    "rpm_limit",
)
log = logging.getLogger("gatelight.auth")


class KeyFile:
    """The keys of one file, re-read when its time stamp, size or inode changes."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, dict[str, Any]] = {}

    def find(self, hashed: str) -> dict[str, Any] | None:
        """The record of a key by its hash, or None."""
        self._refresh()
        return self._keys.get(hashed)

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            stat = self._path.stat()
            state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if state == self._seen:
                return
            self._seen = state
            content = json.loads(self._path.read_text())
            if content["version"] != FORMAT_VERSION:
                raise ValueError(f"version {content['version']!r} is not {FORMAT_VERSION}")
            self._keys = {str(k).lower(): dict(v) for k, v in content["keys"].items()}
        except FileNotFoundError:
            if self._seen is not None:
                log.error("key file %s is gone: the last keys stay in force", self._path)
                self._seen = None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.error("key file %s: %s: the last good keys stay in force", self._path, error)


server = Server.from_environment()
callers = Callers.from_environment(server)
_key_file = KeyFile(Path(found) if (found := os.environ.get("GATELIGHT_KEY_FILE")) else None)


def _is_master(key: str) -> bool:
    master = os.environ.get("LITELLM_MASTER_KEY", "")
    return bool(master) and hmac.compare_digest(key.encode(), master.encode())


async def authenticate(request: Request, api_key: str) -> UserAPIKeyAuth:
    """Who calls. Raises ProxyException: 401 for a missing, unknown or expired key, 403 for a
    blocked one, 503 when nobody can say."""
    key = (api_key or "").removeprefix("Bearer ").strip()
    if _is_master(key):
        return UserAPIKeyAuth(
            api_key="litellm_proxy_master_key",
            user_role=LitellmUserRoles.PROXY_ADMIN,
            user_id=MASTER_USER,
            key_alias=MASTER_ALIAS,
        )
    if not key:
        raise _refused(
            Refusal(401, "no_api_key", "Missing API key: send it as `Authorization: Bearer`")
        )
    hashed = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    if (record := _key_file.find(hashed)) is not None:
        fields = {name: record[name] for name in _FIELDS if record.get(name) is not None}
        return UserAPIKeyAuth(api_key=hashed, user_role=LitellmUserRoles.INTERNAL_USER, **fields)
    try:
        caller = await callers.find(hashed)
    except ServerAwayError as away:
        log.error("a key could not be looked up: %s", away)
        unknown = "This key cannot be checked: the server is away. Try again in a moment."
        raise _refused(Refusal(503, "key_unknown", unknown, 2)) from None
    if caller is None:
        raise _refused(Refusal(401, "invalid_api_key", "Invalid API key"))
    if (call := current_call.get()) is not None:
        call.caller = caller
    if caller.refusal is not None:
        raise _refused(caller.refusal)
    return _speaking_for(caller, request)


def _refused(refusal: Refusal) -> ProxyException:
    refuse(refusal)
    return ProxyException(
        message=refusal.message, type="auth_error", param="api_key", code=refusal.status
    )


def _speaking_for(caller: Caller, request: Request) -> UserAPIKeyAuth:
    """LiteLLM's record of a virtual key. Models are checked by our hook, where a refusal is traced
    with its caller; lists of models are LiteLLM's and need to know them."""
    metadata = dict(caller.metadata)
    if caller.tags:
        metadata["tags"] = list(caller.tags)
    models = list(caller.model_lists[0]) if caller.model_lists else []
    for names in caller.model_lists[1:]:
        models = [name for name in models if name in names]
    return UserAPIKeyAuth(
        api_key=caller.id,
        user_role=LitellmUserRoles.INTERNAL_USER,
        key_alias=caller.alias,
        user_id=caller.user_id,
        user_email=caller.user_email,
        team_id=caller.team_id,
        team_alias=caller.team_name,
        metadata=metadata,
        models=models if request.method == "GET" else [],
    )
