"""What the administrator of an instance does with its accounts."""

from __future__ import annotations

from datetime import datetime

from gatelight.accounts.password_links import make_link
from gatelight.accounts.service import add_user
from gatelight.accounts.sessions import CurrentUser, close_other_sessions
from gatelight.errors import Conflict, NotFound
from gatelight.instance import queries
from gatelight.instance.queries import FoundOrganization, FoundUser
from gatelight.records.base import utc_now
from gatelight.services import Services

MOST_ORGANIZATIONS = 1000


def list_users(
    services: Services, search: str, limit: int, offset: int
) -> tuple[list[FoundUser], int]:
    with services.database.reader() as session:
        return queries.page_of_users(session, search, limit, offset)


def create_user(services: Services, email: str, name: str) -> tuple[FoundUser, str, datetime]:
    """A user without a password, and the token of a link that sets one. Raises Unprocessable when
    the address is taken."""
    with services.database.session() as session:
        services.database.lock(session, "users")
        user = add_user(session, email=email, name=name, password_hash=None)
    token, until = make_link(services, user.id)
    return _found(services, user.id), token, until


def change_user(
    services: Services,
    actor: CurrentUser,
    user_id: str,
    *,
    is_admin: bool | None,
    disabled: bool | None,
) -> FoundUser:
    """Make or unmake an administrator, close or open an account; closing ends its sessions.

    Raises NotFound, and Conflict for closing one's own account or taking away the last
    administrator.
    """
    with services.database.session() as session:
        services.database.lock(session, "users")
        found = queries.find_user(session, user_id)
        if found is None:
            raise NotFound("There is no such user.")
        user = found.user
        if disabled and user_id == actor.id:
            raise Conflict("Nobody closes their own account.")
        loses = user.is_admin and (is_admin is False or disabled)
        if loses and not queries.another_admin(session, user_id):
            raise Conflict("An instance keeps at least one administrator.")
        if is_admin is not None:
            user.is_admin = is_admin
        if disabled is not None and disabled != (user.disabled_at is not None):
            user.disabled_at = utc_now() if disabled else None
            if disabled:
                close_other_sessions(session, user_id)
    return _found(services, user_id)


def list_organizations(services: Services) -> list[FoundOrganization]:
    with services.database.reader() as session:
        return queries.organizations(session, MOST_ORGANIZATIONS)


def _found(services: Services, user_id: str) -> FoundUser:
    with services.database.reader() as session:
        found = queries.find_user(session, user_id)
    if found is None:
        raise NotFound("There is no such user.")
    return found
