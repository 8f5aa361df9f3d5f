"""Who a virtual key speaks for, and what it may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from gatelight.records.base import utc_now
from gatelight.records.tables.virtual_keys import GatewayTeam, GatewayUser, VirtualKey
from gatelight.spend.charges import Target
from gatelight.spend.limits import RateLimit, Refusal
from gatelight.virtual_keys import queries

USED_AFTER = timedelta(minutes=1)
"""`last_used_at` is exact to that, so that a busy key does not write at every call."""


class Caller(NamedTuple):
    """A virtual key with its user and team, as far as it has them."""

    key: VirtualKey
    user: GatewayUser | None
    team: GatewayTeam | None

    @property
    def rates(self) -> list[RateLimit]:
        limits: list[RateLimit] = []
        for target, owner in self.owners:
            limits.append(RateLimit(target, owner.requests_per_minute, owner.tokens_per_minute))
        return limits

    @property
    def model_lists(self) -> list[list[str]]:
        """Each must allow a model; empty ones are left out."""
        return [list(owner.models) for _, owner in self.owners if owner.models]

    @property
    def owners(self) -> list[tuple[Target, VirtualKey | GatewayUser | GatewayTeam]]:
        owners: list[tuple[Target, VirtualKey | GatewayUser | GatewayTeam]] = [
            (Target("key", self.key.id), self.key)
        ]
        if self.user is not None:
            owners.append((Target("user", self.user.id), self.user))
        if self.team is not None:
            owners.append((Target("team", self.team.id), self.team))
        return owners


def caller_of(session: Session, key: VirtualKey) -> Caller:
    user = session.get(GatewayUser, (key.project_id, key.user_id)) if key.user_id else None
    team = session.get(GatewayTeam, (key.project_id, key.team_id)) if key.team_id else None
    return Caller(key, user, team)


def find_caller(session: Session, project_id: str, hashed: str) -> Caller | None:
    """By the hash of the secret that was sent."""
    key = queries.key_by_hash(session, project_id, hashed)
    return None if key is None else caller_of(session, key)


def standing(caller: Caller) -> Refusal | None:
    """Why the key may not be used at all, if so."""
    key, user, team = caller
    if key.expires_at is not None and key.expires_at <= utc_now():
        return Refusal(
            401, "key_expired", f"Key {key.alias} expired at {key.expires_at:%Y-%m-%dT%H:%M:%SZ}."
        )
    if key.blocked:
        return Refusal(403, "key_blocked", f"Key {key.alias} is blocked.")
    if user is not None and user.blocked:
        return Refusal(403, "user_blocked", f"User {user.id} is blocked.")
    if team is not None and team.blocked:
        return Refusal(403, "team_blocked", f"Team {team.name} is blocked.")
    return None


def model_refusal(caller: Caller, model: str) -> Refusal | None:
    """Why `model` may not be called, if so."""
    for target, owner in caller.owners:
        if owner.models and not allows(owner.models, model):
            whom = {"key": f"key {caller.key.alias}"}.get(
                target.scope, f"{target.scope} {target.id}"
            )
            allowed = ", ".join(owner.models[:20])
            return Refusal(
                403, "model_not_allowed", f"Model {model} is not allowed for {whom}: {allowed}."
            )
    return None


def allows(models: Sequence[str], model: str) -> bool:
    """Whether a list of names, `*` at their end standing for anything, has `model`."""
    return any(
        name == model or (name.endswith("*") and model.startswith(name[:-1])) for name in models
    )


def used_long_ago(key: VirtualKey) -> bool:
    """Whether its last use is worth writing down again."""
    return key.last_used_at is None or utc_now() - key.last_used_at >= USED_AFTER
