"""A person's role in an organisation and in a project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gatelight.accounts.roles import Role
from gatelight.accounts.sessions import CurrentUser
from gatelight.errors import NotFound
from gatelight.records.context import RecordServices
from gatelight.records.tables.projects import (
    OrganizationMembership,
    Project,
    ProjectMembership,
)


def project_access(services: RecordServices, user: CurrentUser, project_id: str) -> Role:
    """The user's role in a project. Raises NotFound for strangers, as for a project that is not
    there."""
    with services.database.reader() as session:
        role = project_role(session, user.id, project_id)
    if role is None or role is Role.NONE:
        raise NotFound("Project not found.")
    return role


def organization_access(services: RecordServices, user: CurrentUser, organization_id: str) -> Role:
    """The user's role in an organisation, NONE included. Raises NotFound for strangers."""
    with services.database.reader() as session:
        role = organization_role(session, user.id, organization_id)
    if role is None:
        raise NotFound("Organization not found.")
    return role


def organization_role(session: Session, user_id: str, organization_id: str) -> Role | None:
    """None when the user does not belong to the organisation."""
    membership = session.get(OrganizationMembership, (organization_id, user_id))
    return None if membership is None else Role(membership.role)


def project_role(session: Session, user_id: str, project_id: str) -> Role | None:
    """None when the user does not belong to the project's organisation, or there is no project."""
    row = session.execute(
        select(OrganizationMembership.role, ProjectMembership.role)
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
        .where(Project.id == project_id, OrganizationMembership.user_id == user_id)
    ).first()
    if row is None:
        return None
    in_organization, in_project = row
    return effective_role(Role(in_organization), Role(in_project) if in_project else None)


def effective_role(in_organization: Role, in_project: Role | None) -> Role:
    """The project's role stands in place of the organisation's, weaker or stronger; an owner of
    the organisation stays owner of all its projects, so none can be locked."""
    if in_project is None or in_organization is Role.OWNER:
        return in_organization
    return in_project
