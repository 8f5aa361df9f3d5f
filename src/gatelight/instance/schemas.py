"""Bodies of the instance's own routes."""

from __future__ import annotations

from typing import Literal

from gatelight.accounts.schemas import CamelModel, Email, Name, WireTime


class InstanceUserOut(CamelModel):
    """`lastSeenAt` is the latest use of a session that has not ended, exact to an hour."""

    id: str
    email: str
    name: str
    is_admin: bool
    disabled_at: WireTime | None
    created_at: WireTime
    last_seen_at: WireTime | None
    organizations: int
    has_password: bool


class InstanceUsersOut(CamelModel):
    data: list[InstanceUserOut]
    total: int


class NewUserIn(CamelModel):
    email: Email
    name: Name


class UserChangesIn(CamelModel):
    """What is absent stays."""

    is_admin: bool | None = None
    disabled: bool | None = None


class PasswordLinkOut(CamelModel):
    """`url` works once, until `expiresAt`; it is shown this once."""

    url: str
    expires_at: WireTime


class NewUserOut(CamelModel):
    user: InstanceUserOut
    link: PasswordLinkOut


class InstanceOrganizationOut(CamelModel):
    id: str
    name: str
    created_at: WireTime
    projects: int
    members: int
    owners: list[str]


class InstanceOrganizationsOut(CamelModel):
    data: list[InstanceOrganizationOut]


class ChoicesOut(CamelModel):
    """`signupSetting` is what GATELIGHT_SIGNUP_ENABLED says; `signupEnabled` is in force."""

    signup_enabled: bool
    signup_setting: bool


class ChoicesIn(CamelModel):
    signup_enabled: bool


class PartOut(CamelModel):
    """One part of the instance: `detail` says where or what it is, or what is wrong."""

    name: str
    state: Literal["ok", "down", "unknown"]
    version: str | None
    detail: str
    milliseconds: float | None


class StoreSizeOut(CamelModel):
    """Bytes on disk of one store, or of one table of it (`rows` where it counts them)."""

    store: Literal["events", "records", "media"]
    name: str
    bytes: int
    rows: int | None


class InstanceStatusOut(CamelModel):
    version: str
    python: str
    public_url: str
    base_path: str
    data_dir: str
    free_bytes: int | None
    waiting_events: int
    parts: list[PartOut]
    sizes: list[StoreSizeOut]
