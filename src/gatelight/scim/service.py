"""Users of an organisation, as an identity provider keeps them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from gatelight.accounts.passwords import check_strength, hash_password
from gatelight.accounts.roles import Role
from gatelight.accounts.service import add_user
from gatelight.errors import Unprocessable
from gatelight.projects import members
from gatelight.records.context import RecordServices
from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import OrganizationMembership
from gatelight.scim.schemas import ScimProblem, ScimUserIn, role_of

_FILTER = re.compile(r'^\s*userName\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$', re.IGNORECASE)

UNKEPT = frozenset(
    {
        "addresses",
        "emails",
        "entitlements",
        "externalid",
        "groups",
        "id",
        "ims",
        "locale",
        "meta",
        "nickname",
        "password",
        "phonenumbers",
        "photos",
        "preferredlanguage",
        "profileurl",
        "schemas",
        "timezone",
        "title",
        "username",
        "usertype",
        "x509certificates",
    }
)
"""Attributes of SCIM users that PATCH accepts without keeping them."""

Found = tuple[User, Role]


def wanted_name(text: str | None) -> str | None:
    """The e-mail address a filter asks for, None without a filter. Raises ScimProblem for other
    filters than `userName eq "…"`."""
    if text is None or not text.strip():
        return None
    match = _FILTER.match(text)
    if match is None:
        raise ScimProblem(400, "invalidFilter", 'The only filter is: userName eq "address"')
    return re.sub(r"\\(.)", r"\1", match[1]).strip().lower()


def list_users(
    services: RecordServices, organization_id: str, email: str | None, start: int, count: int
) -> tuple[list[Found], int]:
    """Members from the `start`-th on (from 1), oldest first, and how many there are."""
    wanted = [OrganizationMembership.organization_id == organization_id]
    if email is not None:
        wanted.append(User.email == email)
    join = OrganizationMembership.user_id == User.id
    with services.database.reader() as session:
        total = session.scalar(
            select(func.count()).select_from(User).join(OrganizationMembership, join).where(*wanted)
        )
        rows = session.execute(
            select(User, OrganizationMembership.role)
            .join(OrganizationMembership, join)
            .where(*wanted)
            .order_by(User.created_at, User.id)
            .offset(start - 1)
            .limit(count)
        ).all()
    return [(user, Role(role)) for user, role in rows], total or 0


def read_user(services: RecordServices, organization_id: str, user_id: str) -> Found:
    """Raises ScimProblem (404) for people outside the organisation."""
    with services.database.reader() as session:
        row = session.execute(
            select(User, OrganizationMembership.role)
            .join(OrganizationMembership, OrganizationMembership.user_id == User.id)
            .where(OrganizationMembership.organization_id == organization_id, User.id == user_id)
        ).first()
    if row is None:
        raise ScimProblem(404, "", "User not found.")
    return row[0], Role(row[1])


def create_user(services: RecordServices, organization_id: str, body: ScimUserIn) -> Found:
    """Make an account, or take someone who has one into the organisation.

    Raises ScimProblem when they are a member already or the password is too weak.
    """
    role = role_of(body.roles) or Role.NONE
    password_hash = None
    if body.password is not None:
        try:
            check_strength(body.password)
        except Unprocessable as error:
            raise ScimProblem(400, "invalidValue", error.message) from error
        password_hash = hash_password(body.password)
    with services.database.session() as session:
        services.database.lock(session, "users")
        user = session.scalar(select(User).where(User.email == body.user_name))
        if user is None:
            name = body.shown_name() or body.user_name.partition("@")[0]
            user = add_user(
                session, email=body.user_name, name=name[:255], password_hash=password_hash
            )
            session.flush()
        elif session.get(OrganizationMembership, (organization_id, user.id)) is not None:
            raise ScimProblem(409, "uniqueness", "This person is a member already.")
        membership = session.get(OrganizationMembership, (organization_id, user.id))
        if membership is None:
            session.add(
                OrganizationMembership(organization_id=organization_id, user_id=user.id, role=role)
            )
        elif body.roles:
            membership.role = role
        else:  # an invitation, which counts more than no word on the role
            role = Role(membership.role)
        return user, role


def replace_user(
    services: RecordServices, organization_id: str, user_id: str, body: ScimUserIn
) -> tuple[User, Role | None]:
    """Set name and role; `active` false removes the person from the organisation.

    Raises ScimProblem when there is no such member or the e-mail address is another one, Conflict
    when the last owner would go.
    """
    user, _ = read_user(services, organization_id, user_id)
    if user.email != body.user_name:
        raise ScimProblem(400, "mutability", "userName never changes.")
    return _change(
        services, organization_id, user_id, body.active, role_of(body.roles), body.shown_name()
    )


def patch_user(
    services: RecordServices, organization_id: str, user_id: str, operations: list[dict[str, Any]]
) -> tuple[User, Role | None]:
    """As `replace_user`, for the attributes that are named. Raises as there, and ScimProblem for
    operations that cannot be understood."""
    active, role, name = True, None, None
    for attribute, value in _values(operations):
        match attribute.lower():
            case "active":
                active = _truth(value)
            case "roles":
                role = role_of(value)
            case "displayname" | "name.formatted":
                name = _name(value)
            case "name" if isinstance(value, dict):
                name = _name(value.get("formatted")) if "formatted" in value else name
            case "name" | "name.givenname" | "name.familyname":
                pass
            case other if other.partition("[")[0].partition(".")[0] in UNKEPT or ":" in other:
                pass
            case other:
                raise ScimProblem(400, "invalidPath", f"Users have no attribute {other[:100]!r}.")
    return _change(services, organization_id, user_id, active, role, name)


def remove_user(services: RecordServices, organization_id: str, user_id: str) -> None:
    """Out of the organisation; the account stays. Raises ScimProblem, Conflict for the last
    owner."""
    read_user(services, organization_id, user_id)
    members.remove_member(services, None, Role.OWNER, organization_id, user_id)


def _values(operations: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Attribute and value of every operation."""
    found: list[tuple[str, Any]] = []
    for operation in operations:
        kind, path, value = (operation.get(key) for key in ("op", "path", "value"))
        if str(kind).lower() not in ("add", "replace"):
            raise ScimProblem(400, "invalidSyntax", "op must be add or replace.")
        if path is None:
            if not isinstance(value, dict):
                raise ScimProblem(400, "noTarget", "Without a path, value must be an object.")
            found += [(str(key), each) for key, each in value.items()]
        else:
            found.append((str(path), value))
    return found


def _truth(value: Any) -> bool:
    """Some identity providers send `"False"`."""
    word = str(value).lower()
    if word not in ("true", "false"):
        raise ScimProblem(400, "invalidValue", "active must be true or false.")
    return word == "true"


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.strip().isprintable():
        raise ScimProblem(400, "invalidValue", "A name is text on one line.")
    return value.strip()[:255]


def _change(
    services: RecordServices,
    organization_id: str,
    user_id: str,
    active: bool,
    role: Role | None,
    name: str | None,
) -> tuple[User, Role | None]:
    user, present = read_user(services, organization_id, user_id)
    if name is not None and name != user.name:
        _rename(services, organization_id, user_id, name)
    if not active:
        members.remove_member(services, None, Role.OWNER, organization_id, user_id)
        return user, None
    if role is not None and role is not present:
        members.set_member(services, organization_id, user_id, role)
    return read_user(services, organization_id, user_id)


def _rename(services: RecordServices, organization_id: str, user_id: str, name: str) -> None:
    """A person who belongs to other organisations too keeps the name they have there."""
    with services.database.session() as session:
        elsewhere = session.scalar(
            select(OrganizationMembership.user_id).where(
                OrganizationMembership.user_id == user_id,
                OrganizationMembership.organization_id != organization_id,
            )
        )
        if elsewhere is None:
            session.get_one(User, user_id).name = name
