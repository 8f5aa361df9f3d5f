"""Users: signing up, logging in, passwords, and what a person belongs to."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gatelight.accounts.access import effective_role
from gatelight.accounts.instance import signup_open
from gatelight.accounts.passwords import (
    check_strength,
    hash_password,
    is_outdated,
    verify_password,
)
from gatelight.accounts.roles import Role
from gatelight.accounts.schemas import OrganizationRoleOut, ProjectRoleOut
from gatelight.accounts.sessions import NotLoggedIn, close_other_sessions, open_session
from gatelight.accounts.tokens import token_hash
from gatelight.errors import Forbidden, NotFound, Unprocessable
from gatelight.records.context import RecordServices
from gatelight.records.tables.accounts import Invitation, User, UserSession
from gatelight.records.tables.projects import (
    Organization,
    OrganizationMembership,
    Project,
    ProjectMembership,
)

WRONG_CREDENTIALS = "Wrong e-mail address or password."


def user_count(services: RecordServices) -> int:
    with services.database.reader() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def sign_up(
    services: RecordServices,
    *,
    email: str,
    name: str,
    password: str,
    organization_name: str,
    project_name: str,
    invitation: str | None = None,
) -> User:
    """Make a user. The first becomes the instance's administrator and OWNER of a first
    organisation with a first project (or of those there already, when nobody owns them).

    `invitation` is the token of a link made for this address; with it sign-up need not be open.
    Raises Forbidden when sign-up is off, Unprocessable when the e-mail address is taken or the
    password too short.
    """
    check_strength(password)
    password_hash = hash_password(password)
    open_ = signup_open(services)
    with services.database.session() as session:
        services.database.lock(session, "users")
        first = _is_first_user(session)
        if not (first or open_ or _is_invited(session, email, invitation)):
            raise Forbidden("Sign-up is switched off. Ask an administrator for an account.")
        user = add_user(session, email=email, name=name, password_hash=password_hash)
        if first:
            _own_first_organization(session, user, organization_name, project_name)
        return user


def create_user(
    services: RecordServices, *, email: str, name: str, password: str, is_admin: bool = False
) -> User:
    """As `sign_up`, by an operator: no organisation is made. Raises Unprocessable as there."""
    check_strength(password)
    password_hash = hash_password(password)
    with services.database.session() as session:
        services.database.lock(session, "users")
        user = add_user(session, email=email, name=name, password_hash=password_hash)
        user.is_admin = user.is_admin or is_admin
        return user


def add_user(session: Session, *, email: str, name: str, password_hash: str | None) -> User:
    """Add a user and what invitations wait for them; the first user becomes the instance's
    administrator. The caller holds lock `users`. Raises Unprocessable when the address is
    taken."""
    email = email.strip().lower()
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Unprocessable("A user with this e-mail address exists already.")
    user = User(
        email=email, name=name, password_hash=password_hash, is_admin=_is_first_user(session)
    )
    session.add(user)
    session.flush()
    _accept_invitations(session, user)
    return user


def log_in(
    services: RecordServices, *, email: str, password: str, address: str, user_agent: str
) -> tuple[User, UserSession, str]:
    """The user, a new session and its token. Raises NotLoggedIn when the pair is wrong or the
    account closed; an unknown address takes as long as a wrong password."""
    with services.database.reader() as session:
        user = session.scalar(select(User).where(User.email == email))
    stored = user.password_hash if user else None
    if not verify_password(stored, password) or user is None or stored is None:
        raise NotLoggedIn(WRONG_CREDENTIALS)
    if user.disabled_at is not None:
        raise NotLoggedIn("This account is closed. Ask an administrator.")
    renewed_hash = hash_password(password) if is_outdated(stored) else None
    return start_session(
        services, user.id, address=address, user_agent=user_agent, password_hash=renewed_hash
    )


def start_session(
    services: RecordServices,
    user_id: str,
    *,
    address: str,
    user_agent: str,
    password_hash: str | None = None,
) -> tuple[User, UserSession, str]:
    """A new session of a user who has proved who they are; `password_hash`, when given, replaces
    the stored one."""
    with services.database.session() as session:
        user = session.get(User, user_id)
        if user is None:
            raise NotLoggedIn(WRONG_CREDENTIALS)
        if password_hash is not None:
            user.password_hash = password_hash
        opened, token = open_session(session, services.settings, user, address, user_agent)
        return user, opened, token


def change_password(
    services: RecordServices, user_id: str, session_id: str, *, current: str, new: str
) -> None:
    """Set a new password and end the user's other sessions. Raises Unprocessable when `current` is
    wrong or `new` too short."""
    check_strength(new)
    with services.database.reader() as session:
        stored = session.scalar(select(User.password_hash).where(User.id == user_id))
    if not verify_password(stored, current):
        raise Unprocessable("The current password is wrong.")
    _set_password(services, user_id, new, keep_session=session_id)


def rename(services: RecordServices, user_id: str, name: str) -> User:
    with services.database.session() as session:
        user = session.get_one(User, user_id)
        user.name = name
        return user


def reset_password(services: RecordServices, email: str, new: str) -> User:
    """Set a password and end every session of the user. Raises NotFound, Unprocessable."""
    check_strength(new)
    user = user_by_email(services, email)
    _set_password(services, user.id, new)
    return user


def make_admin(services: RecordServices, email: str) -> User:
    """Make a user an administrator of the instance. Raises NotFound."""
    user = user_by_email(services, email)
    with services.database.session() as session:
        changed = session.get_one(User, user.id)
        changed.is_admin = True
        return changed


def user_by_email(services: RecordServices, email: str) -> User:
    """Raises NotFound."""
    with services.database.reader() as session:
        user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user


def list_users(services: RecordServices) -> list[User]:
    with services.database.reader() as session:
        return list(session.scalars(select(User).order_by(User.created_at, User.id)))


def belongings(services: RecordServices, user_id: str) -> list[OrganizationRoleOut]:
    """The user's organisations by name, each with the projects they may see."""
    with services.database.reader() as session:
        organizations = session.execute(
            select(Organization.id, Organization.name, OrganizationMembership.role)
            .join(OrganizationMembership)
            .where(OrganizationMembership.user_id == user_id)
            .order_by(Organization.name, Organization.id)
        ).all()
        projects = session.execute(
            select(
                Project.organization_id,
                Project.id,
                Project.name,
                OrganizationMembership.role,
                ProjectMembership.role,
            )
            .select_from(Project)
            .join(
                OrganizationMembership,
                OrganizationMembership.organization_id == Project.organization_id,
            )
            .outerjoin(
                ProjectMembership,
                (ProjectMembership.project_id == Project.id)
                & (ProjectMembership.user_id == OrganizationMembership.user_id),
            )
            .where(OrganizationMembership.user_id == user_id)
            .order_by(Project.name, Project.id)
        ).all()
    seen: defaultdict[str, list[ProjectRoleOut]] = defaultdict(list)
    for organization_id, project_id, name, in_organization, in_project in projects:
        role = effective_role(Role(in_organization), Role(in_project) if in_project else None)
        if role is not Role.NONE:
            seen[organization_id].append(ProjectRoleOut(id=project_id, name=name, role=role))
    return [
        OrganizationRoleOut(id=id_, name=name, role=Role(role), projects=seen[id_])
        for id_, name, role in organizations
    ]


def _is_first_user(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is None


def _is_invited(session: Session, email: str, token: str | None) -> bool:
    if token is None:
        return False
    invited = select(Invitation.id).where(
        Invitation.token_hash == token_hash(token), Invitation.email == email.strip().lower()
    )
    return session.scalar(invited.limit(1)) is not None


def _set_password(
    services: RecordServices, user_id: str, new: str, keep_session: str | None = None
) -> None:
    password_hash = hash_password(new)
    with services.database.session() as session:
        session.get_one(User, user_id).password_hash = password_hash
        close_other_sessions(session, user_id, keep_session)


def _own_first_organization(
    session: Session, user: User, organization_name: str, project_name: str
) -> None:
    """Head-less set-up may have made organisations nobody can log in to: those become the first
    user's. Else a first organisation and project are made."""
    ownerless = session.scalars(
        select(Organization).where(
            ~select(OrganizationMembership)
            .where(OrganizationMembership.organization_id == Organization.id)
            .exists()
        )
    ).all()
    if ownerless:
        organizations = list(ownerless)
    else:
        made = Organization(name=organization_name)
        session.add(made)
        session.flush()
        session.add(Project(organization_id=made.id, name=project_name))
        organizations = [made]
    session.add_all(
        OrganizationMembership(organization_id=each.id, user_id=user.id, role=Role.OWNER)
        for each in organizations
    )


def _accept_invitations(session: Session, user: User) -> None:
    invitations = session.scalars(select(Invitation).where(Invitation.email == user.email)).all()
    joined: set[str] = set()
    for invitation in sorted(invitations, key=lambda each: each.project_id is not None):
        if invitation.organization_id not in joined:
            joined.add(invitation.organization_id)
            session.add(
                OrganizationMembership(
                    organization_id=invitation.organization_id,
                    user_id=user.id,
                    role=invitation.role,
                )
            )
        if invitation.project_id is not None and invitation.project_role is not None:
            session.add(
                ProjectMembership(
                    project_id=invitation.project_id,
                    user_id=user.id,
                    role=invitation.project_role,
                )
            )
    session.execute(delete(Invitation).where(Invitation.email == user.email))
