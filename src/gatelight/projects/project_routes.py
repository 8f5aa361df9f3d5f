"""`/api/organizations/{id}/projects` and `/api/projects/{id}`: projects for logged-in people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.access import organization_access
from gatelight.accounts.dependencies import Member, SessionUser, require, require_in_organization
from gatelight.accounts.roles import Right, Role
from gatelight.accounts.schemas import MessageOut
from gatelight.projects import service
from gatelight.projects.schemas import (
    OrganizationRef,
    ProjectChangesIn,
    ProjectIn,
    ProjectOut,
    ProjectsOut,
)
from gatelight.records.tables.projects import Organization, Project
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api", tags=["Projects"])

Creator = Annotated[Member, Depends(require_in_organization(Right.PROJECT_CREATE))]
Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Updater = Annotated[Member, Depends(require(Right.PROJECT_UPDATE))]
Deleter = Annotated[Member, Depends(require(Right.PROJECT_DELETE))]


@router.get(
    "/organizations/{organization_id}/projects",
    summary="List an organization's projects",
    response_model=ProjectsOut,
)
def list_projects(organization_id: str, services: ServicesDep, user: SessionUser) -> ProjectsOut:
    """The projects the person may see, by name."""
    organization_access(services, user, organization_id)
    organization = service.read_organization(services, organization_id)
    return ProjectsOut(
        data=[
            _out(project, organization, role)
            for project, role in service.list_projects(services, user, organization_id)
        ]
    )


@router.post(
    "/organizations/{organization_id}/projects",
    summary="Create a project",
    response_model=ProjectOut,
    status_code=201,
)
def create_project(
    organization_id: str, body: ProjectIn, services: ServicesDep, member: Creator
) -> ProjectOut:
    """Needs role ADMIN in the organisation. 409 when it has a project of that name."""
    project = service.create_project(services, organization_id, body.name)
    organization = service.read_organization(services, organization_id)
    return _out(project, organization, member.role)


@router.get("/projects/{project_id}", summary="Read a project", response_model=ProjectOut)
def read_project(project_id: str, services: ServicesDep, member: Reader) -> ProjectOut:
    """404 for projects the person may not see."""
    return _out(*service.read_project(services, project_id), member.role)


@router.patch("/projects/{project_id}", summary="Change a project", response_model=ProjectOut)
def change_project(
    project_id: str, body: ProjectChangesIn, services: ServicesDep, member: Updater
) -> ProjectOut:
    """Its name, and how many days it keeps events. Needs role ADMIN. 409 when the organisation has
    another project of that name."""
    if body.name is not None:
        service.rename_project(services, project_id, body.name)
    if "retention_days" in body.model_fields_set:
        service.set_retention(services, project_id, body.retention_days)
    return _out(*service.read_project(services, project_id), member.role)


@router.delete("/projects/{project_id}", summary="Delete a project", response_model=MessageOut)
def delete_project(project_id: str, services: ServicesDep, _member: Deleter) -> MessageOut:
    """Deletes its keys and everything it has stored. Needs role OWNER."""
    service.delete_project(services, project_id)
    return MessageOut(message="Project deleted.")


def _out(project: Project, organization: Organization, role: Role) -> ProjectOut:
    return ProjectOut(
        id=project.id,
        name=project.name,
        organization=OrganizationRef(id=organization.id, name=organization.name),
        metadata=project.details,
        retention_days=project.retention_days,
        role=role,
        created_at=project.created_at,
    )
