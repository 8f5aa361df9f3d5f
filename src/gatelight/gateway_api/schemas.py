"""Bodies between the gateway's process and the server."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from gatelight.accounts.schemas import CamelModel, WireTime

_Word = Annotated[str, StringConstraints(max_length=1024)]
_Tags = Annotated[list[_Word], Field(max_length=200)]
_Count = Annotated[int, Field(ge=0, le=2**53)]


class KeyIn(CamelModel):
    """`keyHash`: hex sha256 of the key a caller sent."""

    key_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RefusalOut(CamelModel):
    """`retryAfter`: seconds; null when waiting does not help."""

    status: int
    code: str
    message: str
    retry_after: int | None
    resets_at: WireTime | None


class CallerOut(CamelModel):
    """`limited`: every call must be asked for (`admit`) and told of (`settle`). `refusal`: the key
    may not be used at all. A model must fit each of `modelLists`."""

    id: str
    alias: str
    user_id: str | None
    user_email: str | None
    team_id: str | None
    team_name: str | None
    tags: list[str]
    metadata: dict[str, Any]
    model_lists: list[list[str]]
    expires_at: WireTime | None
    limited: bool
    refusal: RefusalOut | None


class CallerAnswer(CamelModel):
    """`caller` null: there is no such key."""

    caller: CallerOut | None


class CallIn(CamelModel):
    """A call that is about to be made. `keyId` is the id of a virtual key, or the master key's."""

    call_id: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    key_id: _Word
    user_id: _Word = ""
    team_id: _Word = ""
    tags: _Tags = Field(default_factory=list)
    model: _Word = ""
    body_bytes: _Count = 0
    max_tokens: _Count | None = None


class WarningOut(CamelModel):
    """A budget above its soft limit."""

    message: str
    resets_at: WireTime | None


class AdmitAnswer(CamelModel):
    """`remaining`: the least any budget in force leaves, in USD; null without one."""

    refusal: RefusalOut | None = None
    warnings: list[WarningOut] = Field(default_factory=list)
    remaining: Decimal | None = None


class EndedCallIn(CallIn):
    """A call that has ended: what it cost in LiteLLM's eyes, until its trace is priced."""

    cost: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    tokens: _Count
    started_at: datetime


class SettleIn(CamelModel):
    calls: Annotated[list[EndedCallIn], Field(max_length=1000)]


class SettleAnswer(CamelModel):
    settled: int
