"""Budgets and rate limits: each call of a limited key is asked for before, and told of after.

The server decides; it knows what every gateway has let in. When it does not answer, the operator's
setting decides: `allow` lets calls in as long as the last known remainder is not spent here,
`refuse` answers 503. What calls have cost is told in the background and kept until it is told.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .callers import refusal_of
from .calls import Call, Refusal
from .server import Server, ServerAwayError

TELL_EVERY = 0.1
RETRY_EVERY = 2.0
MOST_AT_ONCE = 500
MAX_WAITING = 100_000
MAX_OPEN = 50_000
FORGOTTEN_AFTER = 30.0
"""Seconds after the answer's end in which LiteLLM logs what a call has cost."""

log = logging.getLogger("gatelight.admission")


@dataclass(frozen=True, slots=True)
class _Open:
    """What was asked about a call, to be told again at its end."""

    question: dict[str, Any]
    started_at: str


class Admission:
    """One object for an event loop. `refuse_when_away`: what to do while the server is away."""

    def __init__(self, server: Server, *, refuse_when_away: bool = False) -> None:
        self._server = server
        self._refuse_when_away = refuse_when_away
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._waiting: deque[dict[str, Any]] = deque()
        self._left: dict[str, float] = {}
        self._teller: asyncio.Task[None] | None = None

    @classmethod
    def from_environment(cls, server: Server) -> Admission:
        setting = os.environ.get("GATELIGHT_GATEWAY_WHEN_SERVER_IS_AWAY", "allow")
        return cls(server, refuse_when_away=setting == "refuse")

    async def admit(self, call: Call, model: str, tags: list[str], max_tokens: int | None) -> None:
        """Let `call` in, or set its refusal."""
        caller = call.caller
        if caller is None or call.admitted:
            return
        question = {
            "callId": call.call_id,
            "keyId": caller.id,
            "userId": caller.user_id or "",
            "teamId": caller.team_id or "",
            "tags": [tag[:1024] for tag in tags[:200]],
            "model": model[:1024],
            "bodyBytes": call.body_bytes,
            "maxTokens": max_tokens,
        }
        try:
            answer = await self._server.ask("admit", question)
        except ServerAwayError as away:
            call.refusal = self._while_away(caller.id, away)
        else:
            if (told := answer["refusal"]) is not None:
                call.refusal = refusal_of(told)
            call.warnings = [warning["message"] for warning in answer["warnings"]]
            if answer["remaining"] is None:
                self._left.pop(caller.id, None)
            else:
                self._left[caller.id] = float(answer["remaining"])
        if call.refusal is None:
            call.admitted = True
            self._open[call.call_id] = _Open(question, datetime.now(UTC).isoformat())
            while len(self._open) > MAX_OPEN:
                self._open.popitem(last=False)

    def _while_away(self, key_id: str, away: ServerAwayError) -> Refusal | None:
        if self._refuse_when_away:
            log.error("a call was refused: %s", away)
            return Refusal(
                503,
                "limits_unknown",
                "The server that knows this key's budget cannot be reached; try again.",
                2,
            )
        if self._left.get(key_id, 1.0) <= 0:
            return Refusal(
                429,
                "budget_exceeded",
                "The budget was nearly spent when the server was last reached; try again later.",
                60,
            )
        return None

    def ended(self, call_id: str, cost: float, tokens: int) -> None:
        """LiteLLM has logged what a call has cost in USD."""
        found = self._open.pop(call_id, None)
        if found is None:
            return
        key_id = found.question["keyId"]
        if key_id in self._left:
            self._left[key_id] -= cost
        ended = {"cost": f"{max(cost, 0.0):.12f}", "tokens": tokens}
        self._waiting.append(found.question | ended | {"startedAt": found.started_at})
        while len(self._waiting) > MAX_WAITING:
            self._waiting.popleft()
        if self._teller is None or self._teller.done():
            self._teller = asyncio.ensure_future(self._tell())

    def answered(self, call: Call, status: int) -> None:
        """The answer to a call has been sent. A failed one has cost nothing; of others LiteLLM
        tells soon, or never when the caller went away too early."""
        if call.call_id not in self._open:
            return
        wait = 0.0 if status >= 400 else FORGOTTEN_AFTER
        asyncio.get_running_loop().call_later(wait, self.ended, call.call_id, 0.0, 0)

    async def _tell(self) -> None:
        """Until everything is told."""
        await asyncio.sleep(TELL_EVERY)
        while self._waiting:
            told = [self._waiting[i] for i in range(min(MOST_AT_ONCE, len(self._waiting)))]
            try:
                await self._server.ask("settle", {"calls": told})
            except ServerAwayError:
                await asyncio.sleep(RETRY_EVERY)
                continue
            for _ in told:
                self._waiting.popleft()
            await asyncio.sleep(TELL_EVERY)
