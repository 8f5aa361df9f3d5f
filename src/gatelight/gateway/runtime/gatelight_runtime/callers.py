"""Virtual keys as the server knows them, remembered for a moment, longer while it is away.

A key that was asked for within FRESH seconds is not asked for again. When the server does not
answer, what it said last stands for `kept` seconds; a key it never told of is then refused with
503, since nobody can say whether it is good.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from .calls import Caller, Refusal
from .server import Server, ServerAwayError

FRESH = 5.0
MAX_KEYS = 50_000
KEPT = 900.0


class Callers:
    """`clock` gives seconds. One object for an event loop."""

    def __init__(
        self, server: Server, kept: float = KEPT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._server = server
        self._kept = kept
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Caller | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Caller | None]] = {}

    @classmethod
    def from_environment(cls, server: Server) -> Callers:
        return cls(server, float(os.environ.get("GATELIGHT_GATEWAY_KEYS_KEPT_SECONDS") or KEPT))

    async def find(self, key_hash: str) -> Caller | None:
        """Whom the key speaks for, None when there is no such key. Raises ServerAwayError."""
        now = self._clock()
        known = self._known.get(key_hash)
        if known is not None and now - known[0] < FRESH:
            return known[1]
        try:
            return await asyncio.shield(self._ask_once(key_hash))
        except ServerAwayError:
            if known is not None and known[1] is not None and now - known[0] < self._kept:
                return known[1]
            raise

    def _ask_once(self, key_hash: str) -> asyncio.Task[Caller | None]:
        """Callers who come at once with the same key share one question."""
        task = self._asking.get(key_hash)
        if task is None:
            task = asyncio.ensure_future(self._ask(key_hash))
            self._asking[key_hash] = task
            task.add_done_callback(lambda _: self._asking.pop(key_hash, None))
        return task

    async def _ask(self, key_hash: str) -> Caller | None:
        told = (await self._server.ask("caller", {"keyHash": key_hash})).get("caller")
        caller = None if told is None else caller_of(told)
        self._known[key_hash] = (self._clock(), caller)
        self._known.move_to_end(key_hash)
        while len(self._known) > MAX_KEYS:
            self._known.popitem(last=False)
        return caller


def caller_of(told: dict[str, Any]) -> Caller:
    """The server's words as a Caller."""
    return Caller(
        id=told["id"],
        alias=told["alias"],
        user_id=told["userId"],
        user_email=told["userEmail"],
        team_id=told["teamId"],
        team_name=told["teamName"],
        tags=tuple(told["tags"]),
        metadata=told["metadata"],
        model_lists=tuple(tuple(names) for names in told["modelLists"]),
        limited=told["limited"],
        refusal=None if told["refusal"] is None else refusal_of(told["refusal"]),
    )


def refusal_of(told: dict[str, Any]) -> Refusal:
    """The server's words as a Refusal."""
    return Refusal(
        told["status"], told["code"], told["message"], told["retryAfter"], told["resetsAt"]
    )
