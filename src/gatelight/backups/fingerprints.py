"""Telling two secrets apart without writing them down."""

from __future__ import annotations

import hashlib

from gatelight.records.secrets import salt_of, secret_key_of
from gatelight.settings import Settings

SECRETS = ("salt", "secret_key")


def fingerprint(secret: str) -> str:
    """Some digits of a slow hash: equal for equal secrets, no help in finding one."""
    return hashlib.scrypt(secret.encode(), salt=b"gatelight backup", n=2**14, r=8, p=1).hex()[:16]


def fingerprints(settings: Settings) -> dict[str, str]:
    """Of the secrets in force, by name."""
    return {
        "salt": fingerprint(salt_of(settings)),
        "secret_key": fingerprint(secret_key_of(settings)),
    }
