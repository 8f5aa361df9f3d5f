"""LiteLLM `custom_auth`: the master key, and the keys of one file.

The file is JSON, `{"version": 1, "keys": {"<sha256 of the key>": record}}` with records of
`key_alias, user_id, user_email, team_id, team_alias, models, metadata, rpm_limit` (all optional).
It is read again when it changes. A file that cannot be read keeps the last good set in force;
with none read yet only the master key is accepted.
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


_key_file = KeyFile(Path(found) if (found := os.environ.get("GATELIGHT_KEY_FILE")) else None)


def _is_master(key: str) -> bool:
    master = os.environ.get("LITELLM_MASTER_KEY", "")
    return bool(master) and hmac.compare_digest(key.encode(), master.encode())


async def authenticate(request: Request, api_key: str) -> UserAPIKeyAuth:
    """Who calls. Raises ProxyException (401) for a missing or unknown key."""
    key = (api_key or "").removeprefix("Bearer ").strip()
    if _is_master(key):
        return UserAPIKeyAuth(
            api_key="litellm_proxy_master_key",
            user_role=LitellmUserRoles.PROXY_ADMIN,
            user_id=MASTER_USER,
            key_alias=MASTER_ALIAS,
        )
    record = _key_file.find(sha256(key.encode()).hexdigest()) if key else None
    if record is None:
        reason = "Invalid API key" if key else "Missing API key: send it as `Authorization: Bearer`"
        raise ProxyException(message=reason, type="auth_error", param="api_key", code=401)
    fields = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    return UserAPIKeyAuth(
        api_key=sha256(key.encode()).hexdigest(),
        user_role=LitellmUserRoles.INTERNAL_USER,
        **fields,
    )
