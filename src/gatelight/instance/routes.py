"""`/api/instance/…`: accounts, organisations, sign-up and health, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from gatelight.accounts.dependencies import AdminUser
from gatelight.accounts.instance import choose_signup, signup_open
from gatelight.accounts.password_links import make_link
from gatelight.instance import service
from gatelight.instance.queries import FoundUser
from gatelight.instance.schemas import (
    ChoicesIn,
    ChoicesOut,
    InstanceOrganizationOut,
    InstanceOrganizationsOut,
    InstanceStatusOut,
    InstanceUserOut,
    InstanceUsersOut,
    NewUserIn,
    NewUserOut,
    PasswordLinkOut,
    UserChangesIn,
)
from gatelight.instance.status import read_status
from gatelight.services import Services, ServicesDep

router = APIRouter(prefix="/api/instance", tags=["Instance"])


@router.get("/users", summary="List all users", response_model=InstanceUsersOut)
def list_users(
    services: ServicesDep,
    _admin: AdminUser,
    search: Annotated[str, Query(max_length=320)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> InstanceUsersOut:
    """By e-mail address; `search` is looked for in name and address."""
    users, total = service.list_users(services, search.replace("\0", ""), limit, offset)
    return InstanceUsersOut(data=[_user_out(user) for user in users], total=total)


@router.post("/users", summary="Create a user", response_model=NewUserOut, status_code=201)
def create_user(body: NewUserIn, services: ServicesDep, _admin: AdminUser) -> NewUserOut:
    """The answer has a link by which the person sets a password, shown this once. 422 when the
    address is taken."""
    user, token, until = service.create_user(services, body.email, body.name)
    link = PasswordLinkOut(url=_link(services, token), expires_at=until)
    return NewUserOut(user=_user_out(user), link=link)


@router.patch("/users/{user_id}", summary="Change a user", response_model=InstanceUserOut)
def change_user(
    user_id: str, body: UserChangesIn, services: ServicesDep, admin: AdminUser
) -> InstanceUserOut:
    """Make or unmake an administrator; close an account (its sessions end at once) or open it
    again. 409 for the last administrator and for closing one's own account."""
    return _user_out(
        service.change_user(
            services, admin, user_id, is_admin=body.is_admin, disabled=body.disabled
        )
    )


@router.post(
    "/users/{user_id}/password-link",
    summary="Make a password link",
    response_model=PasswordLinkOut,
    status_code=201,
)
def create_password_link(user_id: str, services: ServicesDep, _admin: AdminUser) -> PasswordLinkOut:
    """A link by which the person sets a new password, once and within a day; earlier links of
    theirs end. Shown this once: hand it over yourself."""
    token, until = make_link(services, user_id)
    return PasswordLinkOut(url=_link(services, token), expires_at=until)


@router.get(
    "/organizations", summary="List all organizations", response_model=InstanceOrganizationsOut
)
def list_organizations(services: ServicesDep, _admin: AdminUser) -> InstanceOrganizationsOut:
    """By name, with their owners; at most 1000."""
    return InstanceOrganizationsOut(
        data=[
            InstanceOrganizationOut(
                id=found.organization.id,
                name=found.organization.name,
                created_at=found.organization.created_at,
                projects=found.projects,
                members=found.members,
                owners=found.owners,
            )
            for found in service.list_organizations(services)
        ]
    )


@router.get("/choices", summary="Read the instance's choices", response_model=ChoicesOut)
def read_choices(services: ServicesDep, _admin: AdminUser) -> ChoicesOut:
    """Whether people may sign up, and what the environment says of it."""
    return _choices_out(services)


@router.put("/choices", summary="Open or close sign-up", response_model=ChoicesOut)
def put_choices(body: ChoicesIn, services: ServicesDep, _admin: AdminUser) -> ChoicesOut:
    """In force at once, over GATELIGHT_SIGNUP_ENABLED. Invited people can only take part once they
    can sign up or have an account."""
    choose_signup(services, body.signup_enabled)
    return _choices_out(services)


@router.get("/status", summary="Health, versions and sizes", response_model=InstanceStatusOut)
async def get_status(services: ServicesDep, _admin: AdminUser) -> InstanceStatusOut:
    """Every part with its version and whether it answers, and what the stores take on disk."""
    return await read_status(services)


def _choices_out(services: Services) -> ChoicesOut:
    return ChoicesOut(
        signup_enabled=signup_open(services), signup_setting=services.settings.signup_enabled
    )


def _link(services: Services, token: str) -> str:
    """The token stands behind `#`: browsers keep that to themselves, so it is in no log."""
    settings = services.settings
    return f"{settings.resolved_public_url}{settings.base_path}/set-password#{token}"


def _user_out(found: FoundUser) -> InstanceUserOut:
    user = found.user
    return InstanceUserOut(
        id=user.id,
        email=user.email,
        name=user.name,
        is_admin=user.is_admin,
        disabled_at=user.disabled_at,
        created_at=user.created_at,
        last_seen_at=found.last_seen_at,
        organizations=found.organizations,
        has_password=user.password_hash is not None,
    )
