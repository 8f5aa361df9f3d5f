"""Secrets the server makes for itself on first start and keeps in the data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from gatelight.settings import Settings


def salt_of(settings: Settings) -> str:
    """Salt of API-key hashes: the setting, else the one kept in `<data_dir>/salt`."""
    return settings.salt.get_secret_value() or kept_secret(settings.data_dir / "salt")


def secret_key_of(settings: Settings) -> str:
    """Key for signing and encrypting: the setting, else the one kept in `<data_dir>/secret_key`."""
    return settings.secret_key.get_secret_value() or kept_secret(settings.data_dir / "secret_key")


def kept_secret(path: Path) -> str:
    """Text of the secret file at `path`; made first (64 hex digits, readable by its owner only)
    when absent. Two processes that start at once end up with the same one.

    Raises ValueError when the file is there and empty, OSError when it cannot be read or made.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # link, not rename: it fails when another process was first, and never replaces its secret
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return _read(path)


def _read(path: Path) -> str:
    if value := path.read_text().strip():
        return value
    raise ValueError(f"{path} is empty: restore it from a backup, or delete it to make a new one")
