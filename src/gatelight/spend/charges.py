"""A charge: what one call has cost, and whom it counts for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from gatelight.core.time import Micros, to_datetime
from gatelight.records.money import MAX_USD

Scope = Literal["project", "key", "user", "team", "tag"]
SCOPES: tuple[Scope, ...] = ("key", "user", "team", "project", "tag")
MASTER_KEY = "litellm_proxy_master_key"
"""What LiteLLM's traces name as the key of calls with the master key."""
START_CHECK_TAG = "gatelight-start-check"
"""Mock calls of the gateway's start check, made with the master key; they cost nobody anything."""
MAX_TAGS = 20
MAX_TARGET = 255
_NOBODY_S_TAG = "User-Agent: "
"""LiteLLM tags every call with its client; that is no cost centre."""


class Target(NamedTuple):
    """Someone or something money is spent for. `id` is empty for the project."""

    scope: Scope
    id: str


class Charge(msgspec.Struct, kw_only=True):
    """`priced` false: told by the gateway at the end of the call, until its trace is priced.
    `day`: UTC, `2026-01-31`."""

    project_id: str
    observation_id: str
    call_id: str
    day: str
    targets: list[Target]
    amount: Decimal
    tokens: int
    priced: bool


def day_of(time: Micros) -> str:
    return to_datetime(time).date().isoformat()


def targets_of(*, key: str, user: str, team: str, tags: Iterable[str]) -> list[Target]:
    """Whom a call counts for: its project, key, the key's user and team, and its tags."""
    named: list[tuple[Scope, str]] = [("key", key), ("user", user), ("team", team)]
    found = [Target("project", "")]
    found += [Target(scope, text) for scope, text in named if text and len(text) <= MAX_TARGET]
    return found + [Target("tag", tag) for tag in counted_tags(tags)]


def counted_tags(tags: Iterable[str]) -> list[str]:
    """The first MAX_TAGS tags a budget can be for, each once."""
    fitting = (
        tag for tag in tags if tag and len(tag) <= MAX_TARGET and not tag.startswith(_NOBODY_S_TAG)
    )
    return list(dict.fromkeys(fitting))[:MAX_TAGS]


def charge(
    *,
    project_id: str,
    observation_id: str,
    call_id: str,
    time: Micros,
    key: str,
    user: str,
    team: str,
    tags: Sequence[str],
    amount: Decimal | None,
    tokens: int,
    priced: bool,
) -> Charge | None:
    """The charge of an observation made through the gateway; None for others (`key` empty)."""
    if not key or (key == MASTER_KEY and START_CHECK_TAG in tags):
        return None
    known = amount if amount is not None and amount.is_finite() else Decimal(0)
    return Charge(
        project_id=project_id,
        observation_id=observation_id,
        call_id=call_id[:MAX_TARGET],
        day=day_of(time),
        targets=targets_of(key=key, user=user, team=team, tags=tags),
        amount=min(max(known, Decimal(0)), MAX_USD),
        tokens=max(tokens, 0),
        priced=priced,
    )


def pending_id(call_id: str) -> str:
    """The name a told cost has in the ledger until its trace comes."""
    return f"call:{call_id[:MAX_TARGET]}"
