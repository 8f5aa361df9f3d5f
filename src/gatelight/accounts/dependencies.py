"""FastAPI dependencies that say who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gatelight.accounts.access import organization_access, project_access
from gatelight.accounts.api_auth import authenticate, authenticate_async, authenticate_cached
from gatelight.accounts.csrf import check_same_origin
from gatelight.accounts.openapi_schemes import KeyPairScheme, PublicKeyScheme, SessionScheme
from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.roles import Right, Role, check
from gatelight.accounts.sessions import COOKIE, CurrentUser, NotLoggedIn, find_user
from gatelight.errors import Forbidden
from gatelight.records.context import RecordServices

__all__ = [
    "MaybeSessionUser",
    "Member",
    "OrganizationKey",
    "ProjectKey",
    "SameOrigin",
    "ScoreKey",
    "SessionUser",
    "authenticate",
    "authenticate_async",
    "authenticate_cached",
    "project_only",
    "require",
    "require_in_organization",
    "require_organization_key",
    "require_project_key",
    "require_score_key",
    "require_session_user",
]


async def require_project_key(request: Request, _scheme: KeyPairScheme) -> ApiPrincipal:
    """A project's key pair. Raises Unauthorized, Forbidden for other kinds of key."""
    return project_only(await _authenticated(request))


def project_only(principal: ApiPrincipal) -> ApiPrincipal:
    """`principal` itself. Raises Forbidden when it is not a project's key pair."""
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


async def require_score_key(
    request: Request, _pair: KeyPairScheme, _public: PublicKeyScheme
) -> ApiPrincipal:
    """A project's key pair, or its public key alone (Bearer): for writing scores."""
    principal = await _authenticated(request)
    if principal.scope == "organization":
        raise Forbidden("This is an organization API key; scores need a project API key.")
    return principal


async def require_organization_key(request: Request, _scheme: KeyPairScheme) -> ApiPrincipal:
    """An organisation's key pair. Raises Unauthorized, Forbidden for other kinds of key."""
    principal = await _authenticated(request)
    if principal.scope != "organization":
        raise Forbidden("This endpoint needs an organization API key.")
    return principal


async def _authenticated(request: Request) -> ApiPrincipal:
    services: RecordServices = request.app.state.services
    return await authenticate_async(services, request.headers)


ProjectKey = Annotated[ApiPrincipal, Depends(require_project_key)]
ScoreKey = Annotated[ApiPrincipal, Depends(require_score_key)]
OrganizationKey = Annotated[ApiPrincipal, Depends(require_organization_key)]


def check_request_origin(request: Request) -> None:
    """Raises Forbidden or InvalidRequest for writes other sites' pages can start."""
    services: RecordServices = request.app.state.services
    check_same_origin(request, services.settings.resolved_public_url)


def find_session_user(request: Request, _scheme: SessionScheme) -> CurrentUser | None:
    """Who is logged in, or None. Raises as `check_request_origin`."""
    check_request_origin(request)
    services: RecordServices = request.app.state.services
    token = request.cookies.get(COOKIE)
    return find_user(services, token) if token else None


def require_session_user(
    user: Annotated[CurrentUser | None, Depends(find_session_user)],
) -> CurrentUser:
    """Who is logged in. Raises NotLoggedIn (401), and as `check_request_origin`."""
    if user is None:
        raise NotLoggedIn
    return user


SameOrigin = Annotated[None, Depends(check_request_origin)]
MaybeSessionUser = Annotated[CurrentUser | None, Depends(find_session_user)]
SessionUser = Annotated[CurrentUser, Depends(require_session_user)]


@dataclass(frozen=True, slots=True)
class Member:
    """A logged-in person and their role in the project or organisation of the route."""

    user: CurrentUser
    role: Role


def require(right: Right) -> Callable[..., Member]:
    """Dependency of a route with `{project_id}`: the person's role there must have `right`.

    Raises NotLoggedIn, NotFound for strangers, Forbidden for a role without the right.
    """

    def member(request: Request, project_id: str, user: SessionUser) -> Member:
        role = project_access(request.app.state.services, user, project_id)
        check(role, right)
        return Member(user, role)

    return member


def require_in_organization(right: Right) -> Callable[..., Member]:
    """As `require`, for a route with `{organization_id}`."""

    def member(request: Request, organization_id: str, user: SessionUser) -> Member:
        role = organization_access(request.app.state.services, user, organization_id)
        check(role, right)
        return Member(user, role)

    return member
