"""Log-in sessions: a random token in a cookie, its hash in the record store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from gatelight.accounts.tokens import new_token, token_hash
from gatelight.errors import NotFound, Unauthorized
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.accounts import User, UserSession
from gatelight.settings import Settings

COOKIE = "gatelight_session"
# The store decides when a session ends; the cookie only must not end before it (browsers cap a
# cookie's life at 400 days).
COOKIE_SECONDS = 400 * 24 * 3600
RENEW_AFTER = timedelta(hours=1)


class NotLoggedIn(Unauthorized):
    """401 without a `WWW-Authenticate` header, which would open a browser's password box."""

    def __init__(self, message: str = "Log in first.") -> None:
        super().__init__(message)
        self.headers.clear()


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The person a request comes from and the session it came by."""

    id: str
    email: str
    name: str
    is_admin: bool
    session_id: str


def open_session(
    session: Session, settings: Settings, user: User, address: str, user_agent: str
) -> tuple[UserSession, str]:
    """A new session of `user` and its token; expired sessions of anyone are removed."""
    now = utc_now()
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))
    token = new_token()
    opened = UserSession(
        user_id=user.id,
        token_hash=token_hash(token),
        renewed_at=now,
        expires_at=now + timedelta(seconds=settings.session_max_age),
        address=address[:255],
        user_agent=user_agent[:500],
    )
    session.add(opened)
    session.flush()
    return opened, token


def find_user(services: RecordServices, token: str) -> CurrentUser | None:
    """Who holds `token`; None when it is unknown or has expired. Use renews the session."""
    now = utc_now()
    with services.database.reader() as session:
        row = session.execute(
            select(UserSession, User)
            .join(User, User.id == UserSession.user_id)
            .where(
                UserSession.token_hash == token_hash(token),
                UserSession.expires_at > now,
                User.disabled_at.is_(None),
            )
        ).first()
    if row is None:
        return None
    opened, user = row
    max_age = timedelta(seconds=services.settings.session_max_age)
    if now - opened.renewed_at >= min(RENEW_AFTER, max_age / 10):
        _renew(services, opened.id, now, now + max_age)
    return current_user(user, opened)


def current_user(user: User, opened: UserSession) -> CurrentUser:
    return CurrentUser(user.id, user.email, user.name, user.is_admin, opened.id)


def close_session(session: Session, token: str) -> None:
    """End the session of `token`, if there is one."""
    session.execute(delete(UserSession).where(UserSession.token_hash == token_hash(token)))


def close_other_sessions(session: Session, user_id: str, keep: str | None = None) -> None:
    """End every session of a user except `keep`."""
    session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.id != (keep or ""))
    )


def list_sessions(services: RecordServices, user: CurrentUser) -> list[UserSession]:
    """The user's live sessions, newest first."""
    with services.database.reader() as session:
        return list(
            session.scalars(
                select(UserSession)
                .where(UserSession.user_id == user.id, UserSession.expires_at > utc_now())
                .order_by(UserSession.created_at.desc(), UserSession.id)
            )
        )


def revoke_session(services: RecordServices, user: CurrentUser, session_id: str) -> None:
    """End one of the user's own sessions. Raises NotFound for anyone else's."""
    with services.database.session() as session:
        opened = session.get(UserSession, session_id)
        if opened is None or opened.user_id != user.id:
            raise NotFound("No such session.")
        session.delete(opened)


def revoke_other_sessions(services: RecordServices, user: CurrentUser) -> None:
    """End the user's sessions in other browsers."""
    with services.database.session() as session:
        close_other_sessions(session, user.id, user.session_id)


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.resolved_public_url.startswith("https://"),
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        COOKIE,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.resolved_public_url.startswith("https://"),
    )


def _renew(services: RecordServices, session_id: str, now: datetime, until: datetime) -> None:
    with services.database.session() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.id == session_id)
            .values(renewed_at=now, expires_at=until)
        )
