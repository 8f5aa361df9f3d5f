"""One request on its way through the gateway, as our own modules see it.

The middleware makes it, authentication and the callback fill it in, and the middleware's answer
obeys it. All of them run in the request's own context.
"""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from typing import Any

from .trace_ids import TraceChoice


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call is refused. `retry_after`: seconds, None when waiting does not help; `resets_at`:
    ISO 8601."""

    status: int
    code: str
    message: str
    retry_after: int | None = None
    resets_at: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a virtual key speaks for, as the server tells it (see `gatelight.gateway_api`)."""

    id: str
    alias: str
    user_id: str | None
    user_email: str | None
    team_id: str | None
    team_name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, Any] = field(hash=False)
    model_lists: tuple[tuple[str, ...], ...]
    limited: bool
    refusal: Refusal | None

    def may_use(self, model: str) -> bool:
        """Whether every list of models allows this one."""
        return all(allows(names, model) for names in self.model_lists)

    def logged(self) -> dict[str, Any]:
        """What LiteLLM would log of the key."""
        known = {
            "user_api_key_hash": self.id,
            "user_api_key_alias": self.alias,
            "user_api_key_user_id": self.user_id,
            "user_api_key_user_email": self.user_email,
            "user_api_key_team_id": self.team_id,
            "user_api_key_team_alias": self.team_name,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(slots=True)
class Call:
    """`trace` is None for requests that are no model calls. `call_id` is LiteLLM's call id."""

    trace: TraceChoice | None
    call_id: str
    body_bytes: int = 0
    caller: Caller | None = None
    refusal: Refusal | None = None
    warnings: list[str] = field(default_factory=list)
    admitted: bool = False


current_call: contextvars.ContextVar[Call | None] = contextvars.ContextVar(
    "gatelight_call", default=None
)


def allows(names: tuple[str, ...], model: str) -> bool:
    """Whether a list of model names, `*` at their end standing for anything, has `model`."""
    return any(
        name == model or (name.endswith("*") and model.startswith(name[:-1])) for name in names
    )


def refuse(refusal: Refusal) -> None:
    """The answer of the current request will be this refusal."""
    if (call := current_call.get()) is not None:
        call.refusal = refusal
