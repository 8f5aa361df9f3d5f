"""The gateway's key file: which keys are accepted besides the master key, and whose they are.

`{"version": 1, "keys": {"<sha256 of the key>": record}}`; `gatelight_runtime.auth` reads it and
notices changes by itself. Keys themselves are never stored.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gatelight.core.gateway_keys import key_hash

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class GatewayKey:
    """Whose key it is and what it may do; an empty `models` allows all, `rpm_limit` is a minute."""

    key_alias: str
    user_id: str
    user_email: str | None = None
    team_id: str | None = None
    team_alias: str | None = None
    models: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    rpm_limit: int | None = None


def read_keys(path: Path) -> dict[str, dict[str, Any]]:
    """Records by hash; empty when there is no file. Raises ValueError on another version."""
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.get("version") != FORMAT_VERSION:
        raise ValueError(f"{path}: version {content.get('version')!r} is not {FORMAT_VERSION}")
    return dict(content["keys"])


def put_key(path: Path, key: str, record: GatewayKey) -> None:
    """Add or replace one key. The file is replaced whole, so a reader never sees half of it."""
    keys = read_keys(path)
    keys[key_hash(key)] = {k: v for k, v in asdict(record).items() if v not in (None, [], {})}
    _write(path, keys)


def drop_key(path: Path, key: str) -> None:
    """Remove one key, when it is there."""
    keys = read_keys(path)
    if keys.pop(key_hash(key), None) is not None:
        _write(path, keys)


def _write(path: Path, keys: dict[str, dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"version": FORMAT_VERSION, "keys": keys}, indent=1))
    fresh.replace(path)
