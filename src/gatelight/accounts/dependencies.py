"""FastAPI dependencies that say who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Security
from fastapi.openapi.models import HTTPBase
from fastapi.security.base import SecurityBase

from gatelight.accounts.api_auth import authenticate, authenticate_async, authenticate_cached
from gatelight.accounts.principal import ApiPrincipal
from gatelight.errors import Forbidden

if TYPE_CHECKING:
    from gatelight.services import Services

__all__ = [
    "OrganizationKey",
    "ProjectKey",
    "ScoreKey",
    "authenticate",
    "authenticate_async",
    "authenticate_cached",
    "require_organization_key",
    "require_project_key",
    "require_score_key",
]


class _Scheme(SecurityBase):
    """Names a way of authenticating in the OpenAPI document; the checks are below."""

    def __init__(self, name: str, scheme: str, description: str) -> None:
        self.model = HTTPBase(scheme=scheme, description=description)
        self.scheme_name = name

    async def __call__(self) -> None:
        return None


_Basic = Annotated[
    None, Security(_Scheme("apiKey", "basic", "Public key as user, secret key as password."))
]
_Bearer = Annotated[
    None, Security(_Scheme("publicKey", "bearer", "A project's public key; writes scores only."))
]


async def require_project_key(request: Request, _scheme: _Basic) -> ApiPrincipal:
    """A project's key pair. Raises Unauthorized, Forbidden for other kinds of key."""
    principal = await _authenticated(request)
    if principal.scope == "organization":
        raise Forbidden(
            "This is an organization API key; this endpoint needs a project API key "
            "(project settings, API keys)."
        )
    if principal.scope != "project":
        raise Forbidden(
            "Access denied: a public key alone may only write scores; send the key pair as Basic."
        )
    return principal


async def require_score_key(request: Request, _basic: _Basic, _bearer: _Bearer) -> ApiPrincipal:
    """A project's key pair, or its public key alone (Bearer): for writing scores."""
    principal = await _authenticated(request)
    if principal.scope == "organization":
        raise Forbidden("This is an organization API key; scores need a project API key.")
    return principal


async def require_organization_key(request: Request, _scheme: _Basic) -> ApiPrincipal:
    """An organisation's key pair. Raises Unauthorized, Forbidden for other kinds of key."""
    principal = await _authenticated(request)
    if principal.scope != "organization":
        raise Forbidden("This endpoint needs an organization API key.")
    return principal


async def _authenticated(request: Request) -> ApiPrincipal:
    services: Services = request.app.state.services
    return await authenticate_async(services, request.headers)


ProjectKey = Annotated[ApiPrincipal, Depends(require_project_key)]
ScoreKey = Annotated[ApiPrincipal, Depends(require_score_key)]
OrganizationKey = Annotated[ApiPrincipal, Depends(require_organization_key)]
