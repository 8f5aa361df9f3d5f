"""`/api/organizations…`: a person's organisations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.dependencies import Member, SessionUser, require_in_organization
from gatelight.accounts.roles import Right, Role
from gatelight.accounts.schemas import MessageOut
from gatelight.projects import service
from gatelight.projects.schemas import OrganizationIn, OrganizationOut, OrganizationsOut
from gatelight.records.tables.projects import Organization
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/organizations", tags=["Organizations"])

Reader = Annotated[Member, Depends(require_in_organization(Right.ORGANIZATION_READ))]
Updater = Annotated[Member, Depends(require_in_organization(Right.ORGANIZATION_UPDATE))]
Deleter = Annotated[Member, Depends(require_in_organization(Right.ORGANIZATION_DELETE))]


@router.get("", summary="List own organizations", response_model=OrganizationsOut)
def list_organizations(services: ServicesDep, user: SessionUser) -> OrganizationsOut:
    """The organisations the person belongs to, by name."""
    return OrganizationsOut(
        data=[_out(*found) for found in service.list_organizations(services, user)]
    )


@router.post("", summary="Create an organization", response_model=OrganizationOut, status_code=201)
def create_organization(
    body: OrganizationIn, services: ServicesDep, user: SessionUser
) -> OrganizationOut:
    """The person becomes its owner."""
    return _out(service.create_organization(services, user, body.name), Role.OWNER)


@router.get("/{organization_id}", summary="Read an organization", response_model=OrganizationOut)
def read_organization(
    organization_id: str, services: ServicesDep, member: Reader
) -> OrganizationOut:
    """404 for organisations the person does not belong to."""
    return _out(service.read_organization(services, organization_id), member.role)


@router.patch(
    "/{organization_id}", summary="Rename an organization", response_model=OrganizationOut
)
def rename_organization(
    organization_id: str, body: OrganizationIn, services: ServicesDep, member: Updater
) -> OrganizationOut:
    """Needs role ADMIN."""
    return _out(service.rename_organization(services, organization_id, body.name), member.role)


@router.delete("/{organization_id}", summary="Delete an organization", response_model=MessageOut)
def delete_organization(
    organization_id: str, services: ServicesDep, _member: Deleter
) -> MessageOut:
    """Needs role OWNER. 409 while it has projects."""
    service.delete_organization(services, organization_id)
    return MessageOut(message="Organization deleted.")


def _out(organization: Organization, role: Role) -> OrganizationOut:
    return OrganizationOut(
        id=organization.id,
        name=organization.name,
        metadata=organization.details,
        role=role,
        created_at=organization.created_at,
    )
