"""Signing up, logging in and out, and the log-in sessions of a person (`/api/auth/…`)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from gatelight.accounts import password_links, service, sessions
from gatelight.accounts.dependencies import MaybeSessionUser, SameOrigin, SessionUser
from gatelight.accounts.instance import signup_open
from gatelight.accounts.rate_limit import login_limiter
from gatelight.accounts.schemas import (
    BrowserSessionOut,
    BrowserSessionsOut,
    LogInIn,
    MessageOut,
    PasswordIn,
    PasswordLinkIn,
    SessionOut,
    SignUpIn,
    UserNameIn,
    UserOut,
)
from gatelight.accounts.sessions import CurrentUser
from gatelight.services import Services, ServicesDep

router = APIRouter(prefix="/api/auth", tags=["Accounts"])


@router.post("/signup", summary="Sign up", response_model=SessionOut)
def sign_up(
    body: SignUpIn,
    request: Request,
    response: Response,
    services: ServicesDep,
    _same_origin: SameOrigin,
) -> SessionOut:
    """Make an account and log in. The first account of an instance administers it and owns a first
    organisation and project. 403 when sign-up is off; 422 when the e-mail address is taken or the
    password too short; 429 after too many attempts."""
    login_limiter(services).attempt(f"address {_address(request)}")
    user = service.sign_up(
        services,
        email=body.email,
        name=body.name,
        password=body.password,
        organization_name=body.organization_name,
        project_name=body.project_name,
        invitation=body.invitation,
    )
    _, opened, token = service.start_session(
        services, user.id, address=_address(request), user_agent=_user_agent(request)
    )
    sessions.set_cookie(response, services.settings, token)
    return _session_out(services, sessions.current_user(user, opened))


@router.post("/login", summary="Log in", response_model=SessionOut)
def log_in(
    body: LogInIn,
    request: Request,
    response: Response,
    services: ServicesDep,
    _same_origin: SameOrigin,
) -> SessionOut:
    """Open a session; its token comes as an HttpOnly cookie. 401 when e-mail address or password
    are wrong; 429 with `Retry-After` after too many attempts from one address or for one e-mail
    address."""
    login_limiter(services).attempt(f"address {_address(request)}", f"email {body.email}")
    user, opened, token = service.log_in(
        services,
        email=body.email,
        password=body.password,
        address=_address(request),
        user_agent=_user_agent(request),
    )
    _end_presented_session(request, services)
    sessions.set_cookie(response, services.settings, token)
    return _session_out(services, sessions.current_user(user, opened))


@router.post("/logout", summary="Log out", response_model=MessageOut)
def log_out(
    request: Request, response: Response, services: ServicesDep, _same_origin: SameOrigin
) -> MessageOut:
    """End the session of the cookie; succeeds without one too."""
    _end_presented_session(request, services)
    sessions.clear_cookie(response, services.settings)
    return MessageOut(message="Logged out.")


@router.get("/session", summary="Who is logged in", response_model=SessionOut)
def read_session(services: ServicesDep, user: MaybeSessionUser) -> SessionOut:
    """The person, their organisations, projects and roles; `user` is null when nobody is logged
    in."""
    return _session_out(services, user)


@router.post("/password", summary="Change the password", response_model=MessageOut)
def change_password(body: PasswordIn, services: ServicesDep, user: SessionUser) -> MessageOut:
    """Ends the person's other sessions. 422 when the current password is wrong or the new one too
    short; 429 after too many attempts."""
    login_limiter(services).attempt(f"email {user.email}")
    service.change_password(
        services,
        user.id,
        user.session_id,
        current=body.current_password,
        new=body.new_password,
    )
    return MessageOut(message="Password changed.")


@router.post("/password-link", summary="Set a password by link", response_model=MessageOut)
def use_password_link(
    body: PasswordLinkIn, request: Request, services: ServicesDep, _same_origin: SameOrigin
) -> MessageOut:
    """Sets the password of whom an administrator made the link for, and logs them out everywhere.
    422 when the link was used or has expired or the password is too short; 429 after too many
    attempts."""
    login_limiter(services).attempt(f"address {_address(request)}")
    password_links.use_link(services, body.token, body.password)
    return MessageOut(message="Password set.")


@router.patch("/user", summary="Change the own name", response_model=UserOut)
def rename(body: UserNameIn, services: ServicesDep, user: SessionUser) -> UserOut:
    """The name others see in lists of members."""
    return UserOut.model_validate(service.rename(services, user.id, body.name))


@router.get("/sessions", summary="List own sessions", response_model=BrowserSessionsOut)
def list_sessions(services: ServicesDep, user: SessionUser) -> BrowserSessionsOut:
    """The browsers the person is logged in with, newest first."""
    return BrowserSessionsOut(
        data=[
            BrowserSessionOut(
                id=each.id,
                created_at=each.created_at,
                renewed_at=each.renewed_at,
                expires_at=each.expires_at,
                address=each.address,
                user_agent=each.user_agent,
                current=each.id == user.session_id,
            )
            for each in sessions.list_sessions(services, user)
        ]
    )


@router.delete("/sessions", summary="End the other own sessions", response_model=MessageOut)
def revoke_other_sessions(services: ServicesDep, user: SessionUser) -> MessageOut:
    """Log every other browser out."""
    sessions.revoke_other_sessions(services, user)
    return MessageOut(message="The other sessions have ended.")


@router.delete("/sessions/{session_id}", summary="End an own session", response_model=MessageOut)
def revoke_session(session_id: str, services: ServicesDep, user: SessionUser) -> MessageOut:
    """Log one browser out. 404 for a session that is not the person's own."""
    sessions.revoke_session(services, user, session_id)
    return MessageOut(message="Session ended.")


def _session_out(services: Services, user: CurrentUser | None) -> SessionOut:
    setup_needed = user is None and service.user_count(services) == 0
    return SessionOut(
        user=UserOut.model_validate(user) if user else None,
        organizations=service.belongings(services, user.id) if user else [],
        signup_enabled=setup_needed or signup_open(services),
        setup_needed=setup_needed,
    )


def _end_presented_session(request: Request, services: Services) -> None:
    if token := request.cookies.get(sessions.COOKIE):
        with services.database.session() as session:
            sessions.close_session(session, token)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _user_agent(request: Request) -> str:
    return request.headers.get("user-agent", "")
