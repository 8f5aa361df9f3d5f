"""Random tokens handed to people: of each only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Hex sha256. Tokens are random, so a fast hash is enough at rest."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
