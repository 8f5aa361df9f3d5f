"""What callers may set of users, teams and keys; checked once, for the UI, the commands and
LiteLLM's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from gatelight.accounts.schemas import Email, Name
from gatelight.core.json import to_text
from gatelight.core.time import MAX_MICROS, from_datetime

MAX_METADATA = 64 * 1024


def _storable_time(moment: datetime) -> datetime:
    if not 0 <= from_datetime(moment) < MAX_MICROS:
        raise ValueError("time outside 1970..2100")
    return moment


def _storable_metadata(value: dict[str, Any]) -> dict[str, Any]:
    if len(to_text(value)) > MAX_METADATA:
        raise ValueError("metadata larger than 64 KiB")
    return value


EntityId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Models = Annotated[list[EntityId], Field(max_length=500)]
"""Model names callers use; `*` at the end stands for anything. Empty allows all."""
Tags = Annotated[list[EntityId], Field(max_length=50)]
PerMinute = Annotated[int, Field(ge=1, le=2_000_000_000)]
Metadata = Annotated[dict[str, Any], AfterValidator(_storable_metadata)]
Expiry = Annotated[AwareDatetime, AfterValidator(_storable_time)]


class Fields(BaseModel):
    """camelCase on the wire; what is not named stays as it is."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    def changes(self) -> dict[str, Any]:
        """The fields that were named."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Limited(Fields):
    models: Models = []
    requests_per_minute: PerMinute | None = None
    tokens_per_minute: PerMinute | None = None
    blocked: bool = False
    metadata: Metadata = {}


class UserFields(Limited):
    email: Email | None = None
    name: Name | None = None
    role: EntityId = "internal_user"


class TeamFields(Limited):
    name: Name | None = None


class KeyFields(Limited):
    """`expiresAt` null: never."""

    alias: EntityId | None = None
    user_id: EntityId | None = None
    team_id: EntityId | None = None
    tags: Tags = []
    expires_at: Expiry | None = None
