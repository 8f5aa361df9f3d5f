"""Bodies of the account routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints
from pydantic.alias_generators import to_camel

from gatelight.accounts.passwords import MAX_LENGTH
from gatelight.accounts.roles import Role
from gatelight.core.time import from_datetime, to_iso

WireTime = Annotated[
    datetime, PlainSerializer(lambda moment: to_iso(from_datetime(moment)), return_type=str)
]
"""Written as `2024-01-01T00:00:00.000Z`."""

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
"""1..255 characters on one line."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=320,
        pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$",
    ),
    AfterValidator(str.lower),
]
"""An e-mail address, kept in lower case."""

Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH)]


class CamelModel(BaseModel):
    """camelCase on the wire, snake_case in the code."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class SignUpIn(CamelModel):
    """`organizationName` and `projectName` name what the first user of an instance gets;
    `invitation` is the token of an invitation's link."""

    email: Email
    name: Name
    password: Password
    organization_name: Name = "My organization"
    project_name: Name = "My project"
    invitation: Annotated[str, StringConstraints(max_length=200)] | None = None


class LogInIn(CamelModel):
    email: Email
    password: Password


class PasswordIn(CamelModel):
    current_password: Password
    new_password: Password


class PasswordLinkIn(CamelModel):
    """`token` is what stands behind the `#` of the link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password


class UserNameIn(CamelModel):
    name: Name


class UserOut(CamelModel):
    id: str
    email: str
    name: str
    is_admin: bool


class ProjectRoleOut(CamelModel):
    """A project and the person's role in it."""

    id: str
    name: str
    role: Role


class OrganizationRoleOut(CamelModel):
    """An organisation, the person's role in it, and the projects they may see."""

    id: str
    name: str
    role: Role
    projects: list[ProjectRoleOut]


class SessionOut(CamelModel):
    """Who is logged in (`user` null when nobody is) and what the log-in page may offer.

    `setupNeeded`: nobody has signed up yet, the next one becomes the instance's administrator.
    """

    user: UserOut | None
    organizations: list[OrganizationRoleOut]
    signup_enabled: bool
    setup_needed: bool


class BrowserSessionOut(CamelModel):
    """A log-in of one browser; `current` marks the one asking."""

    id: str
    created_at: WireTime
    renewed_at: WireTime
    expires_at: WireTime
    address: str
    user_agent: str
    current: bool


class BrowserSessionsOut(CamelModel):
    data: list[BrowserSessionOut]


class MessageOut(CamelModel):
    message: str
