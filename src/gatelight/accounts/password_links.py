"""Links by which a person sets their password: made by an administrator, good once and for a day.

Gatelight sends no mail: the administrator hands the link over.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gatelight.accounts.passwords import check_strength, hash_password
from gatelight.accounts.sessions import close_other_sessions
from gatelight.accounts.tokens import new_token, token_hash
from gatelight.errors import NotFound, Unprocessable
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.accounts import PasswordLink, User

LASTS = timedelta(hours=24)


def make_link(services: RecordServices, user_id: str) -> tuple[str, datetime]:
    """A token and when it ends; earlier links of the user end now. Raises NotFound."""
    with services.database.session() as session:
        if session.get(User, user_id) is None:
            raise NotFound("There is no such user.")
        return _new_link(session, user_id)


def use_link(services: RecordServices, token: str, password: str) -> None:
    """Set the password and end every session of the user. Raises Unprocessable when the link is
    used up, has expired or was never made, or the password is too short."""
    check_strength(password)
    password_hash = hash_password(password)
    with services.database.session() as session:
        services.database.lock(session, "password links")
        link = session.get(PasswordLink, token_hash(token))
        if link is None or link.expires_at <= utc_now():
            raise Unprocessable("This link has been used or has expired. Ask for another one.")
        session.get_one(User, link.user_id).password_hash = password_hash
        close_other_sessions(session, link.user_id)
        session.delete(link)


def _new_link(session: Session, user_id: str) -> tuple[str, datetime]:
    now = utc_now()
    session.execute(
        delete(PasswordLink).where(
            (PasswordLink.user_id == user_id) | (PasswordLink.expires_at <= now)
        )
    )
    token = new_token()
    session.add(PasswordLink(token_hash=token_hash(token), user_id=user_id, expires_at=now + LASTS))
    return token, now + LASTS
