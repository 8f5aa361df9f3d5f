"""The ways of authenticating, as the OpenAPI document names them; `dependencies` checks them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Security
from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBase
from fastapi.openapi.models import SecurityBase as SchemeModel
from fastapi.security.base import SecurityBase

from gatelight.accounts.sessions import COOKIE


class _Scheme(SecurityBase):
    def __init__(self, name: str, model: SchemeModel) -> None:
        self.model = model
        self.scheme_name = name

    async def __call__(self) -> None:
        return None


_key_pair = HTTPBase(scheme="basic", description="Public key as user, secret key as password.")
_public_key = HTTPBase(scheme="bearer", description="A project's public key: writes scores only.")
_cookie = APIKey.model_validate(
    {"in": APIKeyIn.cookie, "name": COOKIE, "description": "A log-in session."}
)

KeyPairScheme = Annotated[None, Security(_Scheme("keyPair", _key_pair))]
PublicKeyScheme = Annotated[None, Security(_Scheme("publicKey", _public_key))]
SessionScheme = Annotated[None, Security(_Scheme("session", _cookie))]
