"""Secrets kept in the record store: AES-256-GCM under a key derived from the server's secret key.

A sealed text opens only in the place it was sealed for, so a row's secret copied into another row
stays closed.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "v1:"
_NONCE_BYTES = 12


class CannotOpenError(Exception):
    """A sealed text is damaged, belongs elsewhere, or was sealed under another secret key."""


class Sealer:
    """Seals and opens texts. `secret_key` is the server's (`records.secrets.secret_key_of`),
    `purpose` keeps the keys of different uses apart."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        derived = HKDF(
            algorithm=SHA256(), length=32, salt=None, info=f"gatelight:{purpose}".encode()
        ).derive(secret_key.encode())
        self._cipher = AESGCM(derived)

    def seal(self, text: str, place: str) -> str:
        """`text`, unreadable; `place` names where it is kept and must be given to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), place.encode())
        return _VERSION + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, place: str) -> str:
        """The text again. Raises CannotOpenError."""
        if not sealed.startswith(_VERSION):
            raise CannotOpenError("not a sealed text")
        try:
            data = base64.b64decode(sealed[len(_VERSION) :], validate=True)
            opened = self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], place.encode())
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise CannotOpenError(
                "A stored secret cannot be opened: was GATELIGHT_SECRET_KEY changed?"
            ) from error
        return opened.decode()
