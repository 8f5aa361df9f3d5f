"""Fresh passwords and keys of a deployment, as Terraform's example environment takes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from gatelight.core.gateway_keys import new_key

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def _letters() -> str:
    """32 letters and digits: 186 bits that need no escaping in a URL."""
    return "".join(secrets.choice(ALPHABET) for _ in range(32))


MAKERS: dict[str, Callable[[], str]] = {
    "database-password": _letters,
    "secret-key": lambda: secrets.token_urlsafe(32),
    "salt": lambda: secrets.token_urlsafe(32),
    "langfuse-public-key": lambda: f"pk-lf-{secrets.token_hex(16)}",
    "langfuse-secret-key": lambda: f"sk-lf-{secrets.token_hex(16)}",
    "gateway-master-key": new_key,
    "virtual-key": new_key,
    "first-user-password": lambda: secrets.token_urlsafe(12),
    "metrics-token": lambda: secrets.token_urlsafe(32),
    "grafana-password": lambda: secrets.token_urlsafe(16),
    "origin": _letters,
}


def new_secrets() -> dict[str, str]:
    """Every secret by its name in Terraform's variable `secrets`. `clickhouse-url` is an address
    that exists already; the database's is made by Terraform."""
    return {name: make() for name, make in MAKERS.items()}
