"""Who belongs to an organisation and to a project, in which role, and who is invited."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gatelight.accounts.access import effective_role, organization_role, project_role
from gatelight.accounts.roles import Role, check_grant
from gatelight.accounts.sessions import CurrentUser
from gatelight.accounts.tokens import new_token, token_hash
from gatelight.errors import Conflict, NotFound
from gatelight.projects.schemas import AddedMemberOut, MemberOut, ProjectMemberOut
from gatelight.records.context import RecordServices
from gatelight.records.tables.accounts import Invitation, User
from gatelight.records.tables.projects import (
    OrganizationMembership,
    Project,
    ProjectMembership,
)


def list_members(services: RecordServices, organization_id: str) -> list[MemberOut]:
    """By e-mail address."""
    with services.database.reader() as session:
        rows = session.execute(
            select(User, OrganizationMembership.role)
            .join(OrganizationMembership, OrganizationMembership.user_id == User.id)
            .where(OrganizationMembership.organization_id == organization_id)
            .order_by(User.email)
        ).all()
    return [_member_out(user, Role(role)) for user, role in rows]


def list_project_members(services: RecordServices, project_id: str) -> list[ProjectMemberOut]:
    """Everyone who can see the project, by e-mail address."""
    with services.database.reader() as session:
        rows = session.execute(
            select(User, OrganizationMembership.role, ProjectMembership.role)
            .select_from(Project)
            .join(
                OrganizationMembership,
                OrganizationMembership.organization_id == Project.organization_id,
            )
            .join(User, User.id == OrganizationMembership.user_id)
            .outerjoin(
                ProjectMembership,
                (ProjectMembership.project_id == Project.id)
                & (ProjectMembership.user_id == User.id),
            )
            .where(Project.id == project_id)
            .order_by(User.email)
        ).all()
    members = [
        ProjectMemberOut(
            user_id=user.id,
            email=user.email,
            name=user.name,
            organization_role=Role(in_organization),
            project_role=Role(in_project) if in_project else None,
            role=effective_role(Role(in_organization), Role(in_project) if in_project else None),
        )
        for user, in_organization, in_project in rows
    ]
    return [member for member in members if member.role is not Role.NONE]


def add_member(
    services: RecordServices,
    actor: CurrentUser,
    actor_role: Role,
    organization_id: str,
    *,
    email: str,
    role: Role,
) -> AddedMemberOut:
    """Add a person to an organisation, or invite them when they have no account.

    Raises Forbidden for a role above the actor's, Conflict when they belong or are invited
    already.
    """
    check_grant(actor_role, role)
    with services.database.session() as session:
        services.database.lock(session, "users")
        user = session.scalar(select(User).where(User.email == email))
        token = None
        if user is None:
            token = _invite(session, actor, email, organization_id, role)
        elif organization_role(session, user.id, organization_id) is not None:
            raise Conflict("This person is a member already.")
        else:
            session.add(
                OrganizationMembership(organization_id=organization_id, user_id=user.id, role=role)
            )
    return _added(services, email, role, token)


def add_project_member(
    services: RecordServices,
    actor: CurrentUser,
    actor_role: Role,
    project_id: str,
    *,
    email: str,
    role: Role,
) -> AddedMemberOut:
    """Give a person a role in one project. Someone new to the organisation joins it with role
    NONE, so they see this project only.

    Raises Forbidden for a role above the actor's, NotFound when the project is gone, Conflict when
    they have a role in the project or are invited to it already.
    """
    check_grant(actor_role, role)
    with services.database.session() as session:
        services.database.lock(session, "users")
        project = session.get(Project, project_id)
        if project is None:
            raise NotFound("Project not found.")
        user = session.scalar(select(User).where(User.email == email))
        token = None
        if user is None:
            token = _invite(
                session, actor, email, project.organization_id, Role.NONE, project_id, role
            )
        else:
            if session.get(ProjectMembership, (project_id, user.id)) is not None:
                raise Conflict("This person has a role in the project already.")
            present = project_role(session, user.id, project_id)
            if present is None:
                session.add(
                    OrganizationMembership(
                        organization_id=project.organization_id, user_id=user.id, role=Role.NONE
                    )
                )
            else:
                check_grant(actor_role, present)
            session.add(ProjectMembership(project_id=project_id, user_id=user.id, role=role))
    return _added(services, email, role, token)


def change_role(
    services: RecordServices, actor_role: Role, organization_id: str, user_id: str, role: Role
) -> MemberOut:
    """Raises NotFound for non-members, Forbidden when the old or the new role is above the
    actor's, Conflict when the last owner would go."""
    with services.database.session() as session:
        services.database.lock(session, f"members of {organization_id}")
        membership = _membership(session, organization_id, user_id)
        check_grant(actor_role, Role(membership.role), role)
        if role is not Role.OWNER:
            _check_another_owner(session, membership)
        membership.role = role
        return _member_out(session.get_one(User, user_id), role)


def set_member(
    services: RecordServices, organization_id: str, user_id: str, role: Role
) -> MemberOut:
    """Add a user to an organisation or change their role, with an organisation's key. Raises
    NotFound when there is no such user, Conflict when the last owner would go."""
    with services.database.session() as session:
        services.database.lock(session, f"members of {organization_id}")
        user = session.get(User, user_id)
        if user is None:
            raise NotFound("User not found.")
        membership = session.get(OrganizationMembership, (organization_id, user_id))
        if membership is None:
            session.add(
                OrganizationMembership(organization_id=organization_id, user_id=user_id, role=role)
            )
        else:
            if role is not Role.OWNER:
                _check_another_owner(session, membership)
            membership.role = role
        return _member_out(user, role)


def remove_member(
    services: RecordServices,
    actor: CurrentUser | None,
    actor_role: Role,
    organization_id: str,
    user_id: str,
) -> None:
    """Remove a person, with their roles in the organisation's projects; anyone may remove
    themselves. `actor` is None for an organisation's key. Raises as `change_role`."""
    with services.database.session() as session:
        services.database.lock(session, f"members of {organization_id}")
        membership = _membership(session, organization_id, user_id)
        if actor is None or user_id != actor.id:
            check_grant(actor_role, Role(membership.role))
        _check_another_owner(session, membership)
        projects = select(Project.id).where(Project.organization_id == organization_id)
        session.execute(
            delete(ProjectMembership).where(
                ProjectMembership.user_id == user_id, ProjectMembership.project_id.in_(projects)
            )
        )
        session.delete(membership)


def set_project_role(
    services: RecordServices, actor_role: Role, project_id: str, user_id: str, role: Role | None
) -> None:
    """Set or (None) remove a member's role in one project. Raises NotFound for people outside the
    organisation, Forbidden when the old or the new role is above the actor's, Conflict for owners
    of the organisation, who stay owners everywhere."""
    with services.database.session() as session:
        project = session.get(Project, project_id)
        if project is None:
            raise NotFound("Project not found.")
        membership = _membership(session, project.organization_id, user_id)
        in_organization = Role(membership.role)
        if in_organization is Role.OWNER:
            raise Conflict("An owner of the organization is owner of all its projects.")
        stored = session.get(ProjectMembership, (project_id, user_id))
        present = effective_role(in_organization, Role(stored.role) if stored else None)
        check_grant(actor_role, present, effective_role(in_organization, role))
        if role is None:
            if stored is not None:
                session.delete(stored)
        elif stored is not None:
            stored.role = role
        else:
            session.add(ProjectMembership(project_id=project_id, user_id=user_id, role=role))


def list_invitations(services: RecordServices, organization_id: str) -> list[Invitation]:
    """Pending invitations, newest first."""
    with services.database.reader() as session:
        return list(
            session.scalars(
                select(Invitation)
                .where(Invitation.organization_id == organization_id)
                .order_by(Invitation.created_at.desc(), Invitation.id)
            )
        )


def withdraw_invitation(
    services: RecordServices, actor_role: Role, organization_id: str, invitation_id: str
) -> None:
    """Raises NotFound for an invitation of another organisation, Forbidden when it is to a role
    above the actor's."""
    with services.database.session() as session:
        invitation = session.get(Invitation, invitation_id)
        if invitation is None or invitation.organization_id != organization_id:
            raise NotFound("Invitation not found.")
        check_grant(actor_role, Role(invitation.role), Role(invitation.project_role or Role.NONE))
        session.delete(invitation)


def _invite(
    session: Session,
    actor: CurrentUser,
    email: str,
    organization_id: str,
    role: Role,
    project_id: str | None = None,
    project_role: Role | None = None,
) -> str:
    """The token of the invitation's link. The caller holds lock `users`, which sign-up takes
    too."""
    present = session.scalar(
        select(Invitation.id).where(
            Invitation.email == email,
            Invitation.organization_id == organization_id,
            Invitation.project_id == project_id,
        )
    )
    if present is not None:
        raise Conflict("This person is invited already.")
    token = new_token()
    session.add(
        Invitation(
            email=email,
            organization_id=organization_id,
            role=role,
            project_id=project_id,
            project_role=project_role,
            token_hash=token_hash(token),
            invited_by=actor.id,
        )
    )
    return token


def _added(services: RecordServices, email: str, role: Role, token: str | None) -> AddedMemberOut:
    link = None
    if token is not None:
        settings = services.settings
        words = urlencode({"invitation": token, "email": email})
        link = f"{settings.resolved_public_url}{settings.base_path}/sign-up#{words}"
    return AddedMemberOut(email=email, role=role, pending=token is not None, link=link)


def _membership(session: Session, organization_id: str, user_id: str) -> OrganizationMembership:
    membership = session.get(OrganizationMembership, (organization_id, user_id))
    if membership is None:
        raise NotFound("Member not found.")
    return membership


def _check_another_owner(session: Session, membership: OrganizationMembership) -> None:
    """Raises Conflict when `membership` is the only owner's. The caller holds the lock of the
    organisation's members."""
    if membership.role != Role.OWNER:
        return
    another = session.scalar(
        select(OrganizationMembership.user_id).where(
            OrganizationMembership.organization_id == membership.organization_id,
            OrganizationMembership.role == Role.OWNER,
            OrganizationMembership.user_id != membership.user_id,
        )
    )
    if another is None:
        raise Conflict("An organization keeps at least one owner.")


def _member_out(user: User, role: Role) -> MemberOut:
    return MemberOut(user_id=user.id, email=user.email, name=user.name, role=role)
