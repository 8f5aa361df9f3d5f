"""Organisations and projects: made, read, renamed, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gatelight.accounts.access import project_role
from gatelight.accounts.key_cache import key_cache
from gatelight.accounts.roles import Role
from gatelight.accounts.sessions import CurrentUser
from gatelight.errors import Conflict, NotFound
from gatelight.events.project_data import delete_project_data
from gatelight.records.context import RecordServices
from gatelight.records.tables.ingestion import IngestionCount, IngestionNote
from gatelight.records.tables.projects import (
    ApiKey,
    Organization,
    OrganizationMembership,
    Project,
)

if TYPE_CHECKING:
    from gatelight.services import Services


def list_organizations(
    services: RecordServices, user: CurrentUser
) -> list[tuple[Organization, Role]]:
    """The user's organisations by name, with their role in each."""
    with services.database.reader() as session:
        rows = session.execute(
            select(Organization, OrganizationMembership.role)
            .join(OrganizationMembership)
            .where(OrganizationMembership.user_id == user.id)
            .order_by(Organization.name, Organization.id)
        ).all()
    return [(organization, Role(role)) for organization, role in rows]


def create_organization(services: RecordServices, user: CurrentUser, name: str) -> Organization:
    """A new organisation, owned by the user."""
    with services.database.session() as session:
        made = Organization(name=name)
        session.add(made)
        session.flush()
        session.add(
            OrganizationMembership(organization_id=made.id, user_id=user.id, role=Role.OWNER)
        )
        return made


def read_organization(services: RecordServices, organization_id: str) -> Organization:
    """Raises NotFound."""
    with services.database.reader() as session:
        return _organization(session, organization_id)


def rename_organization(services: RecordServices, organization_id: str, name: str) -> Organization:
    """Raises NotFound."""
    with services.database.session() as session:
        organization = _organization(session, organization_id)
        organization.name = name
        return organization


def delete_organization(services: RecordServices, organization_id: str) -> None:
    """Raises NotFound, and Conflict while the organisation has projects: those are deleted one by
    one, knowingly."""
    with services.database.session() as session:
        services.database.lock(session, f"projects of {organization_id}")
        organization = _organization(session, organization_id)
        if session.scalar(
            select(Project.id).where(Project.organization_id == organization_id).limit(1)
        ):
            raise Conflict("Delete the organization's projects first.")
        session.delete(organization)
    key_cache(services).clear()


def list_projects(
    services: RecordServices, user: CurrentUser, organization_id: str
) -> list[tuple[Project, Role]]:
    """The organisation's projects the user may see, by name, with their role in each."""
    with services.database.reader() as session:
        projects = session.scalars(
            select(Project)
            .where(Project.organization_id == organization_id)
            .order_by(Project.name, Project.id)
        ).all()
        roles = [(project, project_role(session, user.id, project.id)) for project in projects]
    return [(project, role) for project, role in roles if role not in (None, Role.NONE)]


def all_projects(services: RecordServices) -> list[Project]:
    """Every project of the instance by name, for its operator."""
    with services.database.reader() as session:
        return list(session.scalars(select(Project).order_by(Project.name, Project.id)))


def organization_projects(services: RecordServices, organization_id: str) -> list[Project]:
    """Every project of the organisation by name."""
    with services.database.reader() as session:
        return list(
            session.scalars(
                select(Project)
                .where(Project.organization_id == organization_id)
                .order_by(Project.name, Project.id)
            )
        )


def check_project_of(services: RecordServices, organization_id: str, project_id: str) -> None:
    """Raises NotFound for a project of another organisation, as for one that is not there."""
    with services.database.reader() as session:
        if _project(session, project_id).organization_id != organization_id:
            raise NotFound("Project not found.")


def create_project(
    services: RecordServices,
    organization_id: str,
    name: str,
    *,
    details: dict[str, Any] | None = None,
    retention_days: int | None = None,
) -> Project:
    """Raises NotFound, and Conflict when the organisation has a project of that name."""
    with services.database.session() as session:
        services.database.lock(session, f"projects of {organization_id}")
        _organization(session, organization_id)
        _check_name_free(session, organization_id, name)
        project = Project(
            organization_id=organization_id,
            name=name,
            details=details or {},
            retention_days=retention_days,
        )
        session.add(project)
        session.flush()
        return project


def read_project(services: RecordServices, project_id: str) -> tuple[Project, Organization]:
    """Raises NotFound."""
    with services.database.reader() as session:
        project = _project(session, project_id)
        return project, _organization(session, project.organization_id)


def rename_project(services: RecordServices, project_id: str, name: str) -> None:
    """Raises NotFound, and Conflict when the organisation has another project of that name."""
    with services.database.session() as session:
        project = _project(session, project_id)
        services.database.lock(session, f"projects of {project.organization_id}")
        _check_name_free(session, project.organization_id, name, but=project_id)
        project.name = name


def set_retention(services: RecordServices, project_id: str, days: int | None) -> None:
    """Events older than `days` are deleted; None keeps everything. Raises NotFound."""
    with services.database.session() as session:
        _project(session, project_id).retention_days = days


def change_project(
    services: RecordServices,
    project_id: str,
    *,
    name: str,
    details: dict[str, Any] | None,
    retention_days: int | None,
    keep_retention: bool,
) -> None:
    """As `rename_project`; `details` None keeps them."""
    with services.database.session() as session:
        project = _project(session, project_id)
        services.database.lock(session, f"projects of {project.organization_id}")
        _check_name_free(session, project.organization_id, name, but=project_id)
        project.name = name
        if details is not None:
            project.details = details
        if not keep_retention:
            project.retention_days = retention_days


def delete_project(services: Services, project_id: str) -> None:
    """Delete a project and all it has stored: events, media, records; gone from disk when this
    returns. Keys go first, so nothing new comes in; when a store is down the project stays, and
    deleting can be tried again. Raises NotFound."""
    with services.database.session() as session:
        _project(session, project_id)
        session.execute(delete(ApiKey).where(ApiKey.project_id == project_id))
    key_cache(services).clear()
    # what was accepted before is written by then, and nothing is merged with it any more
    services.writer.exclusively(lambda committer: committer.forget())
    delete_project_data(services.events, project_id)
    for clean_up in services.project_cleanups:
        clean_up(project_id)
    with services.database.session() as session:
        session.execute(delete(IngestionNote).where(IngestionNote.project_id == project_id))
        session.execute(delete(IngestionCount).where(IngestionCount.project_id == project_id))
        session.execute(delete(Project).where(Project.id == project_id))


def _organization(session: Session, organization_id: str) -> Organization:
    organization = session.get(Organization, organization_id)
    if organization is None:
        raise NotFound("Organization not found.")
    return organization


def _project(session: Session, project_id: str) -> Project:
    project = session.get(Project, project_id)
    if project is None:
        raise NotFound("Project not found.")
    return project


def _check_name_free(session: Session, organization_id: str, name: str, but: str = "") -> None:
    if session.scalar(
        select(Project.id).where(
            Project.organization_id == organization_id, Project.name == name, Project.id != but
        )
    ):
        raise Conflict("The organization has a project of this name already.")
