"""FastAPI dependencies that say who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from gatelight.accounts.access import organization_access, project_access
from gatelight.accounts.api_auth import authenticate, authenticate_async, authenticate_cached
from gatelight.accounts.csrf import check_same_origin
from gatelight.accounts.openapi_schemes import KeyPairScheme, PublicKeyScheme, SessionScheme
from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.roles import Right, Role, check
from gatelight.accounts.sessions import COOKIE, CurrentUser, NotLoggedIn, find_user
from gatelight.errors import Forbidden, NotFound
from gatelight.records.context import RecordServices
from gatelight.records.tables.projects import Project

__all__ = [
    "PROJECT_HEADER",
    "AdminUser",
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
    "member_principal",
    "project_only",
    "require",
    "require_in_organization",
    "require_organization_key",
    "require_project_key",
    "require_score_key",
    "require_session_user",
]

PROJECT_HEADER = "x-gatelight-project"
"""Names the project a logged-in person reads. Pages of other sites cannot set it unasked."""

SESSION_WRITES = (
    ("DELETE", "/api/public/traces", Right.TRACES_DELETE),
    ("POST", "/api/public/models", Right.PRICES_WRITE),
    ("DELETE", "/api/public/models/", Right.PRICES_WRITE),
    ("POST", "/api/public/v2/prompts", Right.PROMPTS_WRITE),
    ("PATCH", "/api/public/v2/prompts/", Right.PROMPTS_WRITE),
    ("DELETE", "/api/public/v2/prompts/", Right.PROMPTS_WRITE),
    ("POST", "/api/public/v2/datasets", Right.DATASETS_WRITE),
    ("POST", "/api/public/dataset-items", Right.DATASETS_WRITE),
    ("DELETE", "/api/public/dataset-items/", Right.DATASETS_WRITE),
    ("DELETE", "/api/public/datasets/", Right.DATASETS_WRITE),
    ("POST", "/api/public/annotation-queues", Right.ANNOTATION_WRITE),
    ("PATCH", "/api/public/annotation-queues/", Right.ANNOTATION_WRITE),
    ("DELETE", "/api/public/annotation-queues/", Right.ANNOTATION_WRITE),
    ("POST", "/api/public/scores", Right.SCORES_WRITE),
    ("DELETE", "/api/public/scores/", Right.SCORES_WRITE),
    ("POST", "/api/public/comments", Right.COMMENTS_WRITE),
    ("POST", "/api/public/unstable/dashboard", Right.DASHBOARDS_WRITE),
    ("PATCH", "/api/public/unstable/dashboard", Right.DASHBOARDS_WRITE),
    ("DELETE", "/api/public/unstable/dashboard", Right.DASHBOARDS_WRITE),
    ("POST", "/api/public/score-configs", Right.SCORE_CONFIGS_WRITE),
    ("PATCH", "/api/public/score-configs/", Right.SCORE_CONFIGS_WRITE),
    ("PUT", "/api/public/llm-connections", Right.LLM_CONNECTIONS_WRITE),
    ("DELETE", "/api/public/llm-connections/", Right.LLM_CONNECTIONS_WRITE),
)
"""What a log-in may write through the public API: method, prefix of the path, right."""


async def require_project_key(request: Request, _scheme: KeyPairScheme) -> ApiPrincipal:
    """A project's key pair, or a logged-in member of the project (see `member_principal`).

    Raises Unauthorized, Forbidden for other kinds of key.
    """
    return await _member_of_named_project(request) or project_only(await _authenticated(request))


async def _member_of_named_project(request: Request) -> ApiPrincipal | None:
    """The logged-in member, when the request names a project and brings no key."""
    project_id = request.headers.get(PROJECT_HEADER, "")
    if not project_id or "authorization" in request.headers:
        return None
    return await run_in_threadpool(member_principal, request, project_id)


def member_principal(request: Request, project_id: str) -> ApiPrincipal:
    """Who a session cookie speaks for in the project that `X-Gatelight-Project` names.

    Members read what their role lets them; the writes of SESSION_WRITES need its right. Raises
    NotLoggedIn, NotFound for strangers, Forbidden for other writes, for a role without the right
    and for requests another site's page has started.
    """
    check_request_origin(request)
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Forbidden("This request was started by a page of another site.")
    services: RecordServices = request.app.state.services
    token = request.cookies.get(COOKIE)
    user = find_user(services, token) if token else None
    if user is None:
        raise NotLoggedIn
    role = project_access(services, user, project_id)
    check(role, Right.PROJECT_READ)
    if request.method not in ("GET", "HEAD"):
        check(role, _right_to_write(request))
    with services.database.reader() as session:
        project = session.get(Project, project_id)
    if project is None:
        raise NotFound("Project not found.")
    return ApiPrincipal(
        project_id=project_id,
        organization_id=project.organization_id,
        public_key="",
        scope="project",
        sdk_name="",
        sdk_version="",
        ingestion_version="",
        user_id=user.id,
    )


def _right_to_write(request: Request) -> Right:
    for method, prefix, right in SESSION_WRITES:
        if request.method == method and request.url.path.startswith(prefix):
            return right
    raise Forbidden("This needs a project API key; a log-in does not allow it.")


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
    """A project's key pair, its public key alone (Bearer), or a logged-in member: for writing
    scores."""
    if (member := await _member_of_named_project(request)) is not None:
        return member
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


def require_admin(
    user: Annotated[CurrentUser, Depends(require_session_user)],
) -> CurrentUser:
    """The administrator of the instance. Raises NotLoggedIn, Forbidden for anybody else."""
    if not user.is_admin:
        raise Forbidden("Only an administrator of this instance may do this.")
    return user


SameOrigin = Annotated[None, Depends(check_request_origin)]
MaybeSessionUser = Annotated[CurrentUser | None, Depends(find_session_user)]
SessionUser = Annotated[CurrentUser, Depends(require_session_user)]
AdminUser = Annotated[CurrentUser, Depends(require_admin)]


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
