"""Reads that do not wait for each other, at the same time.

The embedded engine answers one query on one core (see `engine.py`), several queries on several.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gatelight.events.engine import MAX_CLIENTS

First = TypeVar("First")
Second = TypeVar("Second")

# More would wait for a handle of the engine.
_pool = ThreadPoolExecutor(MAX_CLIENTS, thread_name_prefix="read")


def together(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """What both return. `first` runs in a thread of a small pool, so it may not call `together`
    itself: with every thread waiting for another, none would end. `second` may, for a third.

    Raises what `second` raises, else what `first` raises, when both have ended.
    """
    begun = _pool.submit(first)
    try:
        found = second()
    finally:
        begun.exception()
    return begun.result(), found
