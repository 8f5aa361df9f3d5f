"""Bodies of the management API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from gatelight.accounts.roles import Role
from gatelight.accounts.schemas import CamelModel, Name, WireTime
from gatelight.core.storable import StorableJson
from gatelight.projects.schemas import FutureTime, Note

MINIMUM_RETENTION = 3
"""Days; 0 keeps everything."""

UserId = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]


class ManagedProjectIn(CamelModel):
    """`retention` is in days: 0 keeps everything, else at least 3. When changing a project, what is
    left out stays."""

    name: Name
    metadata: dict[str, StorableJson] | None = None
    retention: Annotated[int, Field(ge=0, le=36500)] | None = None

    @model_validator(mode="after")
    def _retention_is_none_or_some_days(self) -> ManagedProjectIn:
        if self.retention and self.retention < MINIMUM_RETENTION:
            raise ValueError(f"retention is 0 or at least {MINIMUM_RETENTION} days")
        return self

    @property
    def retention_days(self) -> int | None:
        return self.retention or None


class ProjectDeletionOut(CamelModel):
    success: Literal[True] = True
    message: str


class ManagedKeyIn(CamelModel):
    """A predefined pair begins with `pk-lf-` and `sk-lf-`; without one it is made. `name` is read
    as `note` when that is missing."""

    note: Note | None = None
    name: Note | None = None
    expires_at: FutureTime | None = None
    public_key: Annotated[str, StringConstraints(pattern=r"^pk-lf-[!-9;-~]{1,240}$")] | None = None
    secret_key: Annotated[str, StringConstraints(pattern=r"^sk-lf-[!-~]{1,240}$")] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> ManagedKeyIn:
        if (self.public_key is None) != (self.secret_key is None):
            raise ValueError("publicKey and secretKey go together")
        return self

    @property
    def pair(self) -> tuple[str, str] | None:
        if self.public_key is None or self.secret_key is None:
            return None
        return self.public_key, self.secret_key


class KeySummaryOut(CamelModel):
    id: str
    created_at: WireTime
    expires_at: WireTime | None
    last_used_at: WireTime | None
    note: str | None
    public_key: str
    display_secret_key: str


class KeySummariesOut(CamelModel):
    api_keys: list[KeySummaryOut]


class ManagedKeyOut(CamelModel):
    """With its secret, this once."""

    id: str
    created_at: WireTime
    expires_at: WireTime | None
    note: str | None
    public_key: str
    secret_key: str
    display_secret_key: str


class KeyDeletionOut(CamelModel):
    success: Literal[True] = True


class OrganizationProjectOut(CamelModel):
    id: str
    name: str
    metadata: dict[str, Any]
    created_at: WireTime
    updated_at: WireTime


class OrganizationProjectsOut(CamelModel):
    projects: list[OrganizationProjectOut]


class MembershipIn(CamelModel):
    user_id: UserId
    role: Role


class MembershipDeletionIn(CamelModel):
    user_id: UserId


class MembershipOut(CamelModel):
    user_id: str
    role: Role
    email: str
    name: str


class MembershipsOut(CamelModel):
    memberships: list[MembershipOut]


class MembershipDeletionOut(CamelModel):
    message: str
    user_id: str
