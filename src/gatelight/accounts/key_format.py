"""API keys as text: how they are made, shown and hashed (reference: API authentication)."""

from __future__ import annotations

import hashlib

from gatelight.core.ids import new_id

SHORT_SECRET = 20


def new_key_pair() -> tuple[str, str]:
    """A fresh `(public key, secret key)`: `pk-lf-<uuid>`, `sk-lf-<uuid>`."""
    return f"pk-lf-{new_id()}", f"sk-lf-{new_id()}"


def display_secret(secret: str) -> str:
    """First six and last four characters, all that is ever shown again; of a short predefined
    secret less, because ten characters would be most of it."""
    if len(secret) < SHORT_SECRET:
        return f"{secret[:2]}..."
    return f"{secret[:6]}...{secret[-4:]}"


def hash_secret(secret: str, salt: str) -> str:
    """Hex sha256 of the secret followed by the hex sha256 of the salt.

    Fast on purpose: secrets are random, and the same salt makes the same hash as Langfuse, so keys
    move over without being known.
    """
    salted = hashlib.sha256(salt.encode()).hexdigest()
    return hashlib.sha256(f"{secret}{salted}".encode()).hexdigest()
