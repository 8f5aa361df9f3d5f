"""Things a process keeps in memory once per record store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from gatelight.records.context import RecordServices
from gatelight.records.database import Database

T = TypeVar("T")


class PerDatabase(Generic[T]):
    """`kept(services)` is the same object for the same open store; made on first use and dropped
    with the store. What is made must not hold the Database strongly."""

    def __init__(self, make: Callable[[RecordServices], T]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[Database, T] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def __call__(self, services: RecordServices) -> T:
        kept = self._kept.get(services.database)
        if kept is not None:
            return kept
        with self._lock:
            if services.database not in self._kept:
                self._kept[services.database] = self._make(services)
            return self._kept[services.database]
