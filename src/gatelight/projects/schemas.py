"""Bodies of the organisation, project, member and API-key routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from gatelight.accounts.roles import Role
from gatelight.accounts.schemas import CamelModel, Email, Name, WireTime
from gatelight.core.time import MAX_MICROS, from_datetime


def _storable(moment: datetime) -> datetime:
    """Times beyond the stores' range would fail later, and less clearly."""
    if not 0 <= from_datetime(moment) < MAX_MICROS:
        raise ValueError("time outside 1970..2100")
    return moment


Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00]*$")
]
FutureTime = Annotated[AwareDatetime, AfterValidator(_storable)]


class OrganizationIn(CamelModel):
    name: Name


class OrganizationOut(CamelModel):
    """`role` is the asking person's."""

    id: str
    name: str
    metadata: dict[str, Any]
    role: Role
    created_at: WireTime


class OrganizationsOut(CamelModel):
    data: list[OrganizationOut]


class ProjectIn(CamelModel):
    name: Name


class ProjectChangesIn(CamelModel):
    """What is absent stays. `retentionDays` null keeps everything."""

    name: Name | None = None
    retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class OrganizationRef(CamelModel):
    id: str
    name: str


class ProjectOut(CamelModel):
    """`role` is the asking person's; `retentionDays` null keeps everything."""

    id: str
    name: str
    organization: OrganizationRef
    metadata: dict[str, Any]
    retention_days: int | None
    role: Role
    created_at: WireTime


class ProjectsOut(CamelModel):
    data: list[ProjectOut]


class PublicProjectOut(CamelModel):
    """A project as the public API describes it to SDKs."""

    id: str
    name: str
    organization: OrganizationRef
    metadata: dict[str, Any]
    retention_days: int | None


class PublicProjectsOut(CamelModel):
    data: list[PublicProjectOut]


class ApiKeyIn(CamelModel):
    """`expiresAt` null: the key does not expire."""

    note: Note | None = None
    expires_at: FutureTime | None = None


class ApiKeyNoteIn(CamelModel):
    note: Note | None


class ApiKeyOut(CamelModel):
    """An API key without its secret. `lastUsedAt` is exact to a minute."""

    id: str
    public_key: str
    display_secret_key: str = Field(validation_alias="display_secret")
    note: str | None
    created_at: WireTime
    expires_at: WireTime | None
    last_used_at: WireTime | None


class NewApiKeyOut(ApiKeyOut):
    """`secretKey` is shown this once and kept nowhere."""

    secret_key: str


class ApiKeysOut(CamelModel):
    data: list[ApiKeyOut]


class OrganizationMemberIn(CamelModel):
    email: Email
    role: Role


class RoleIn(CamelModel):
    role: Role


class ProjectRoleIn(CamelModel):
    """`role` null: the organisation's role counts in the project too."""

    role: Role | None


class MemberOut(CamelModel):
    user_id: str
    email: str
    name: str
    role: Role


class MembersOut(CamelModel):
    data: list[MemberOut]


class ProjectMemberOut(CamelModel):
    """`role` is what counts; `projectRole` null when it comes from the organisation."""

    user_id: str
    email: str
    name: str
    organization_role: Role
    project_role: Role | None
    role: Role


class ProjectMembersOut(CamelModel):
    data: list[ProjectMemberOut]


class InvitationOut(CamelModel):
    """A membership that takes effect when its person signs up."""

    id: str
    email: str
    role: Role
    project_id: str | None
    project_role: Role | None
    created_at: WireTime


class InvitationsOut(CamelModel):
    data: list[InvitationOut]


class AddedMemberOut(CamelModel):
    """`pending`: nobody with that address has an account yet; it takes effect at sign-up. Hand them
    `link` yourself: with it they can sign up even where sign-up is closed. It is shown this
    once."""

    email: str
    role: Role
    pending: bool
    link: str | None
