"""Bodies of the pages of keys, users and teams."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainSerializer

from gatelight.accounts.schemas import CamelModel, WireTime
from gatelight.virtual_keys.fields import EntityId, TeamFields, UserFields

Usd = Annotated[Decimal, PlainSerializer(float, return_type=float)]


class SpendOut(CamelModel):
    """Since the first of the month, UTC."""

    amount: Usd = Decimal(0)
    calls: int = 0
    tokens: int = 0


class VirtualKeyOut(CamelModel):
    """A virtual key without its secret. `id` is what traces name as the key."""

    id: str
    alias: str
    display: str
    user_id: str | None
    team_id: str | None
    models: list[str]
    tags: list[str]
    requests_per_minute: int | None
    tokens_per_minute: int | None
    blocked: bool
    metadata: dict[str, Any] = Field(validation_alias="details")
    expires_at: WireTime | None
    last_used_at: WireTime | None
    rotated_at: WireTime | None
    created_at: WireTime
    spend: SpendOut = SpendOut()


class NewVirtualKeyOut(VirtualKeyOut):
    """`secret` is shown this once and kept nowhere."""

    secret: str


class VirtualKeysOut(CamelModel):
    data: list[VirtualKeyOut]


class UserOut(CamelModel):
    id: str
    email: str | None
    name: str | None
    role: str
    models: list[str]
    requests_per_minute: int | None
    tokens_per_minute: int | None
    blocked: bool
    created_at: WireTime
    keys: int = 0
    teams: list[str] = Field(default_factory=list)
    spend: SpendOut = SpendOut()


class UsersOut(CamelModel):
    data: list[UserOut]


class TeamOut(CamelModel):
    id: str
    name: str
    models: list[str]
    requests_per_minute: int | None
    tokens_per_minute: int | None
    blocked: bool
    created_at: WireTime
    keys: int = 0
    members: list[str] = Field(default_factory=list)
    spend: SpendOut = SpendOut()


class TeamsOut(CamelModel):
    data: list[TeamOut]


class UserIn(UserFields):
    id: EntityId | None = None


class TeamIn(TeamFields):
    id: EntityId | None = None
    members: Annotated[list[EntityId], Field(max_length=500)] = Field(default_factory=list)
