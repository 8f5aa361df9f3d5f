"""Garbage is collected between the steps of the event loop, not in the middle of one.

CPython before 3.12 may collect whenever it makes an object, inside `ContextVar.set` too. When what
is collected there sets a context variable itself, as the `finally` of an abandoned generator may,
the first one goes on in freed memory and the process dies, now and then, under load:
https://github.com/python/cpython/issues/148891.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time

EVERY_SECONDS = 0.02
FULL_SHARE = 0.01
"""The part of the time that whole collections may take; each stops all else while it lasts."""


def collect_between_steps(loop: asyncio.AbstractEventLoop) -> None:
    """Take the collections over from an interpreter that needs it, by its own thresholds."""
    if sys.version_info >= (3, 12):
        return
    gc.disable()
    gc.freeze()  # what is there at the start stays
    _Collector(loop).step()


class _Collector:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._next_full = 0.0

    def step(self) -> None:
        self._collect()
        self._loop.call_later(EVERY_SECONDS, self.step)

    def _collect(self) -> None:
        young, middle, old = (
            count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        began = time.monotonic()
        if old and began >= self._next_full:
            gc.collect()
            ended = time.monotonic()
            self._next_full = ended + (ended - began) / FULL_SHARE
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)
