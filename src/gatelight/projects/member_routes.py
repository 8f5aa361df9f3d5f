"""Members and invitations of organisations, and roles in single projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.access import organization_access
from gatelight.accounts.dependencies import Member, SessionUser, require, require_in_organization
from gatelight.accounts.roles import Right, check
from gatelight.accounts.schemas import MessageOut
from gatelight.projects import members
from gatelight.projects.schemas import (
    AddedMemberOut,
    InvitationOut,
    InvitationsOut,
    MemberOut,
    MembersOut,
    OrganizationMemberIn,
    ProjectMembersOut,
    ProjectRoleIn,
    RoleIn,
)
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api", tags=["Members"])

Reader = Annotated[Member, Depends(require_in_organization(Right.MEMBERS_READ))]
Writer = Annotated[Member, Depends(require_in_organization(Right.MEMBERS_WRITE))]
ProjectReader = Annotated[Member, Depends(require(Right.MEMBERS_READ))]
ProjectWriter = Annotated[Member, Depends(require(Right.MEMBERS_WRITE))]


@router.get(
    "/organizations/{organization_id}/members", summary="List members", response_model=MembersOut
)
def list_members(organization_id: str, services: ServicesDep, _member: Reader) -> MembersOut:
    """The organisation's members by e-mail address."""
    return MembersOut(data=members.list_members(services, organization_id))


@router.post(
    "/organizations/{organization_id}/members",
    summary="Add or invite a member",
    response_model=AddedMemberOut,
    status_code=201,
)
def add_member(
    organization_id: str, body: OrganizationMemberIn, services: ServicesDep, member: Writer
) -> AddedMemberOut:
    """Someone without an account is invited: it takes effect when they sign up with that address.
    Needs role ADMIN, and no role above one's own can be given. 409 for members and invited
    people."""
    return members.add_member(
        services, member.user, member.role, organization_id, email=body.email, role=body.role
    )


@router.patch(
    "/organizations/{organization_id}/members/{user_id}",
    summary="Change a member's role",
    response_model=MemberOut,
)
def change_role(
    organization_id: str, user_id: str, body: RoleIn, services: ServicesDep, member: Writer
) -> MemberOut:
    """Needs role ADMIN. 409 when the last owner would go."""
    return members.change_role(services, member.role, organization_id, user_id, body.role)


@router.delete(
    "/organizations/{organization_id}/members/{user_id}",
    summary="Remove a member",
    response_model=MessageOut,
)
def remove_member(
    organization_id: str, user_id: str, services: ServicesDep, user: SessionUser
) -> MessageOut:
    """Needs role ADMIN, or to be oneself. 409 when the last owner would go."""
    role = organization_access(services, user, organization_id)
    if user_id != user.id:
        check(role, Right.MEMBERS_WRITE)
    members.remove_member(services, user, role, organization_id, user_id)
    return MessageOut(message="Member removed.")


@router.get(
    "/organizations/{organization_id}/invitations",
    summary="List pending invitations",
    response_model=InvitationsOut,
)
def list_invitations(
    organization_id: str, services: ServicesDep, _member: Writer
) -> InvitationsOut:
    """Newest first. Needs role ADMIN."""
    return InvitationsOut(
        data=[
            InvitationOut.model_validate(each)
            for each in members.list_invitations(services, organization_id)
        ]
    )


@router.delete(
    "/organizations/{organization_id}/invitations/{invitation_id}",
    summary="Withdraw an invitation",
    response_model=MessageOut,
)
def withdraw_invitation(
    organization_id: str, invitation_id: str, services: ServicesDep, member: Writer
) -> MessageOut:
    """Needs role ADMIN."""
    members.withdraw_invitation(services, member.role, organization_id, invitation_id)
    return MessageOut(message="Invitation withdrawn.")


@router.get(
    "/projects/{project_id}/members",
    summary="List a project's members",
    response_model=ProjectMembersOut,
)
def list_project_members(
    project_id: str, services: ServicesDep, _member: ProjectReader
) -> ProjectMembersOut:
    """Everyone who may see the project, with the role that counts."""
    return ProjectMembersOut(data=members.list_project_members(services, project_id))


@router.post(
    "/projects/{project_id}/members",
    summary="Add or invite someone to one project",
    response_model=AddedMemberOut,
    status_code=201,
)
def add_project_member(
    project_id: str, body: OrganizationMemberIn, services: ServicesDep, member: ProjectWriter
) -> AddedMemberOut:
    """Someone new to the organisation sees this project only. Needs role ADMIN in the project."""
    return members.add_project_member(
        services, member.user, member.role, project_id, email=body.email, role=body.role
    )


@router.put(
    "/projects/{project_id}/members/{user_id}",
    summary="Set a member's role in one project",
    response_model=MessageOut,
)
def set_project_role(
    project_id: str, user_id: str, body: ProjectRoleIn, services: ServicesDep, member: ProjectWriter
) -> MessageOut:
    """`role` null removes it, so that the organisation's role counts again. Needs role ADMIN in
    the project. 409 for owners of the organisation."""
    members.set_project_role(services, member.role, project_id, user_id, body.role)
    return MessageOut(message="Role set.")
