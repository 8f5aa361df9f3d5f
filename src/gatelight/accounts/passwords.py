"""Passwords: argon2id, bounded in memory, equal in time for people who do not exist."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gatelight.errors import Unprocessable

MIN_LENGTH = 8
MAX_LENGTH = 1000

# OWASP's smallest recommended set (19 MiB, 2 passes): the server must fit into 1 GiB.
_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
# Each hash holds its memory while it runs; log-ins beyond two at a time wait their turn.
_turn = threading.BoundedSemaphore(2)


def check_strength(password: str) -> None:
    """Raises Unprocessable when `password` is too short."""
    if len(password) < MIN_LENGTH:
        raise Unprocessable(f"The password must have at least {MIN_LENGTH} characters.")


def hash_password(password: str) -> str:
    with _turn:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` made `stored`; takes as long when `stored` is None."""
    if stored is None:
        _verify(_nobody(), password)
        return False
    return _verify(stored, password)


def is_outdated(stored: str) -> bool:
    """Whether `stored` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    with _turn:
        try:
            return _hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """A hash no password is meant to match."""
    return hash_password("nobody has this password")
