"""The management API: an organization's projects, API keys and members, with its own key pair."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.dependencies import OrganizationKey, require_organization_key
from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.roles import Role
from gatelight.management.schemas import (
    KeyDeletionOut,
    KeySummariesOut,
    KeySummaryOut,
    ManagedKeyIn,
    ManagedKeyOut,
    ManagedProjectIn,
    MembershipDeletionIn,
    MembershipDeletionOut,
    MembershipIn,
    MembershipOut,
    MembershipsOut,
    OrganizationProjectOut,
    OrganizationProjectsOut,
    ProjectDeletionOut,
)
from gatelight.projects import keys, members, service
from gatelight.projects.schemas import OrganizationRef, PublicProjectOut
from gatelight.records.tables.projects import ApiKey
from gatelight.services import Services, ServicesDep

router = APIRouter(prefix="/api/public", tags=["Management"])


def own_project(
    project_id: str,
    services: ServicesDep,
    key: Annotated[ApiPrincipal, Depends(require_organization_key)],
) -> str:
    """The path's project. Raises NotFound unless it is one of the key's organization."""
    service.check_project_of(services, key.organization_id, project_id)
    return project_id


OwnProject = Annotated[str, Depends(own_project)]


@router.post("/projects", summary="Create a project", status_code=201)
def create_project(
    body: ManagedProjectIn, services: ServicesDep, key: OrganizationKey
) -> PublicProjectOut:
    """A project of the key's organization. 409 when it has one of that name."""
    made = service.create_project(
        services,
        key.organization_id,
        body.name,
        details=body.metadata,
        retention_days=body.retention_days,
    )
    return _project_out(services, made.id)


@router.put("/projects/{project_id}", summary="Change a project")
def change_project(
    body: ManagedProjectIn, services: ServicesDep, project: OwnProject
) -> PublicProjectOut:
    """Sets the name, and metadata and retention when they are sent. 409 when the organization has
    another project of that name."""
    service.change_project(
        services,
        project,
        name=body.name,
        details=body.metadata,
        retention_days=body.retention_days,
        keep_retention=body.retention is None,
    )
    return _project_out(services, project)


@router.delete("/projects/{project_id}", summary="Delete a project", status_code=202)
def delete_project(services: ServicesDep, project: OwnProject) -> ProjectDeletionOut:
    """Deletes the project, its keys and everything it has stored; done when answered."""
    service.delete_project(services, project)
    return ProjectDeletionOut(message="Project deleted.")


@router.get("/projects/{project_id}/apiKeys", summary="List a project's API keys")
def list_project_keys(services: ServicesDep, project: OwnProject) -> KeySummariesOut:
    """Without their secrets, newest first."""
    return _keys_out(keys.list_keys(services, project_id=project))


@router.post(
    "/projects/{project_id}/apiKeys", summary="Create an API key of a project", status_code=201
)
def create_project_key(
    body: ManagedKeyIn, services: ServicesDep, project: OwnProject
) -> ManagedKeyOut:
    """The answer shows the secret key, this once. 409 when the public key exists."""
    made, secret = keys.create_key(
        services,
        project_id=project,
        note=body.note or body.name,
        expires_at=body.expires_at,
        pair=body.pair,
    )
    return ManagedKeyOut(
        id=made.id,
        created_at=made.created_at,
        expires_at=made.expires_at,
        note=made.note,
        public_key=made.public_key,
        secret_key=secret,
        display_secret_key=made.display_secret,
    )


@router.delete("/projects/{project_id}/apiKeys/{key_id}", summary="Delete a project's API key")
def delete_project_key(key_id: str, services: ServicesDep, project: OwnProject) -> KeyDeletionOut:
    """The key is refused from now on; by other servers of the same instance within 30 seconds."""
    keys.delete_key(services, key_id, project_id=project)
    return KeyDeletionOut()


@router.get("/projects/{project_id}/memberships", summary="List roles in a project")
def list_project_memberships(services: ServicesDep, project: OwnProject) -> MembershipsOut:
    """People with a role in this project that stands in place of the organization's."""
    return MembershipsOut(
        memberships=[
            MembershipOut(
                user_id=each.user_id, role=each.project_role, email=each.email, name=each.name
            )
            for each in members.list_project_members(services, project)
            if each.project_role is not None
        ]
    )


@router.put("/projects/{project_id}/memberships", summary="Set a role in a project")
def set_project_membership(
    body: MembershipIn, services: ServicesDep, key: OrganizationKey, project: OwnProject
) -> MembershipOut:
    """Of a member of the organization (else 404). 409 for its owners, who are owners of every
    project."""
    members.set_project_role(services, Role.OWNER, project, body.user_id, body.role)
    (found,) = (
        each
        for each in members.list_members(services, key.organization_id)
        if each.user_id == body.user_id
    )
    return MembershipOut(user_id=found.user_id, role=body.role, email=found.email, name=found.name)


@router.delete("/projects/{project_id}/memberships", summary="Remove a role in a project")
def remove_project_membership(
    body: MembershipDeletionIn, services: ServicesDep, project: OwnProject
) -> MembershipDeletionOut:
    """The organization's role counts again."""
    members.set_project_role(services, Role.OWNER, project, body.user_id, None)
    return MembershipDeletionOut(message="Role removed.", user_id=body.user_id)


@router.get("/organizations/projects", summary="List the organization's projects")
def list_projects(services: ServicesDep, key: OrganizationKey) -> OrganizationProjectsOut:
    """Every project of the key's organization, by name."""
    return OrganizationProjectsOut(
        projects=[
            OrganizationProjectOut(
                id=each.id,
                name=each.name,
                metadata=each.details,
                created_at=each.created_at,
                updated_at=each.updated_at,
            )
            for each in service.organization_projects(services, key.organization_id)
        ]
    )


@router.get("/organizations/apiKeys", summary="List the organization's API keys")
def list_keys(services: ServicesDep, key: OrganizationKey) -> KeySummariesOut:
    """The organization's own keys without their secrets, newest first."""
    return _keys_out(keys.list_keys(services, organization_id=key.organization_id))


@router.get("/organizations/memberships", summary="List the organization's members")
def list_memberships(services: ServicesDep, key: OrganizationKey) -> MembershipsOut:
    """By e-mail address."""
    return MembershipsOut(
        memberships=[
            MembershipOut.model_validate(each, from_attributes=True)
            for each in members.list_members(services, key.organization_id)
        ]
    )


@router.put("/organizations/memberships", summary="Add a member or set a member's role")
def set_membership(
    body: MembershipIn, services: ServicesDep, key: OrganizationKey
) -> MembershipOut:
    """The user must have an account (else 404). 409 when the last owner would go."""
    found = members.set_member(services, key.organization_id, body.user_id, body.role)
    return MembershipOut.model_validate(found, from_attributes=True)


@router.delete("/organizations/memberships", summary="Remove a member")
def remove_membership(
    body: MembershipDeletionIn, services: ServicesDep, key: OrganizationKey
) -> MembershipDeletionOut:
    """With their roles in the organization's projects. 409 when the last owner would go."""
    members.remove_member(services, None, Role.OWNER, key.organization_id, body.user_id)
    return MembershipDeletionOut(message="Member removed.", user_id=body.user_id)


def _project_out(services: Services, project_id: str) -> PublicProjectOut:
    project, organization = service.read_project(services, project_id)
    return PublicProjectOut(
        id=project.id,
        name=project.name,
        organization=OrganizationRef(id=organization.id, name=organization.name),
        metadata=project.details,
        retention_days=project.retention_days,
    )


def _keys_out(found: list[ApiKey]) -> KeySummariesOut:
    return KeySummariesOut(
        api_keys=[
            KeySummaryOut(
                id=each.id,
                created_at=each.created_at,
                expires_at=each.expires_at,
                last_used_at=each.last_used_at,
                note=each.note,
                public_key=each.public_key,
                display_secret_key=each.display_secret,
            )
            for each in found
        ]
    )
