"""Users and organisations of the whole instance, and how large the stores are."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select, text
from sqlalchemy.orm import Session

from gatelight.accounts.roles import Role
from gatelight.events.engine import EventEngine
from gatelight.records.database import Database
from gatelight.records.tables.accounts import User, UserSession
from gatelight.records.tables.media import Media
from gatelight.records.tables.projects import Organization, OrganizationMembership, Project


class FoundUser(NamedTuple):
    user: User
    last_seen_at: datetime | None
    organizations: int


def page_of_users(
    session: Session, search: str, limit: int, offset: int
) -> tuple[list[FoundUser], int]:
    """Users whose name or address contains `search`, by address, and how many there are."""
    condition = _named(search)
    total = session.scalar(select(func.count()).select_from(User).where(condition)) or 0
    rows = session.execute(
        select(User, _last_seen(), _organizations())
        .where(condition)
        .order_by(User.email)
        .limit(limit)
        .offset(offset)
    ).all()
    return [FoundUser(*row) for row in rows], total


def find_user(session: Session, user_id: str) -> FoundUser | None:
    row = session.execute(
        select(User, _last_seen(), _organizations()).where(User.id == user_id)
    ).first()
    return None if row is None else FoundUser(*row)


def another_admin(session: Session, user_id: str) -> bool:
    """Whether somebody else administers the instance."""
    return (
        session.scalar(
            select(User.id)
            .where(User.is_admin, User.disabled_at.is_(None), User.id != user_id)
            .limit(1)
        )
        is not None
    )


def _named(search: str) -> ColumnElement[bool]:
    if not search:
        return User.id == User.id
    return or_(
        User.email.icontains(search, autoescape=True), User.name.icontains(search, autoescape=True)
    )


def _last_seen() -> ScalarSelect[datetime]:
    return (
        select(func.max(UserSession.renewed_at))
        .where(UserSession.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )


def _organizations() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(OrganizationMembership)
        .where(OrganizationMembership.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )


class FoundOrganization(NamedTuple):
    organization: Organization
    projects: int
    members: int
    owners: list[str]


def organizations(session: Session, limit: int) -> list[FoundOrganization]:
    """By name, with the e-mail addresses of their owners."""
    projects = (
        select(func.count())
        .select_from(Project)
        .where(Project.organization_id == Organization.id)
        .correlate(Organization)
        .scalar_subquery()
    )
    members = (
        select(func.count())
        .select_from(OrganizationMembership)
        .where(OrganizationMembership.organization_id == Organization.id)
        .correlate(Organization)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Organization, projects, members)
        .order_by(Organization.name, Organization.id)
        .limit(limit)
    ).all()
    owners: dict[str, list[str]] = {}
    for organization_id, email in session.execute(
        select(OrganizationMembership.organization_id, User.email)
        .join(User, User.id == OrganizationMembership.user_id)
        .where(OrganizationMembership.role == Role.OWNER)
        .order_by(User.email)
    ):
        owners.setdefault(organization_id, []).append(email)
    return [
        FoundOrganization(organization, projects_, members_, owners.get(organization.id, []))
        for organization, projects_, members_ in rows
    ]


def event_table_sizes(events: EventEngine) -> list[tuple[str, int, int]]:
    """Name, bytes on disk and rows (before replaced ones are merged away) of every event table."""
    rows = events.query(
        "SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts "
        "WHERE active AND database = currentDatabase() GROUP BY table ORDER BY bytes DESC"
    )
    return [(row["table"], int(row["bytes"]), int(row["rows"])) for row in rows]


def event_store_version(events: EventEngine) -> str:
    return str(events.query("SELECT version() AS version")[0]["version"])


def record_store_version(database: Database) -> str:
    statement = "SELECT sqlite_version()" if database.is_sqlite else "SHOW server_version"
    with database.reader() as session:
        return str(session.scalar(text(statement)))


def record_store_bytes(database: Database) -> int:
    """Bytes on disk."""
    statement = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if database.is_sqlite
        else "SELECT pg_database_size(current_database())"
    )
    with database.reader() as session:
        return int(session.scalar(text(statement)) or 0)


def media_size(database: Database) -> tuple[int, int]:
    """Bytes and files that have arrived; the same content in two projects counts twice."""
    with database.reader() as session:
        row = session.execute(
            select(func.coalesce(func.sum(Media.content_length), 0), func.count()).where(
                Media.uploaded_at.is_not(None)
            )
        ).one()
    return int(row[0]), row[1]
