"""Keys of the gateway as text: how they are made, shown and hashed."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_key() -> str:
    """A fresh gateway key. `sk-` because OpenAI clients and LiteLLM expect it."""
    return f"sk-gl-{secrets.token_urlsafe(24)}"


def key_hash(key: str) -> str:
    """Hex sha256, as LiteLLM names keys too. Fast on purpose: keys are random."""
    return sha256(key.encode()).hexdigest()


def display_key(key: str) -> str:
    """What is ever shown again: `sk-gl-…` and the last four characters."""
    return f"{key[:6]}...{key[-4:]}" if len(key) > 16 else "sk-..."
