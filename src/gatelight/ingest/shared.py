"""Merging when several servers share one ClickHouse: locks of PostgreSQL in place of one thread's
order.

A commit reads stored rows, merges, and writes; two servers must not do that with the same trace at
once. Each commit locks the traces and scores it touches, in one order, so that nobody waits in a
circle. Deletions and backups take the whole store for themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from sqlalchemy.orm import Session

from gatelight.records.database import Database

SLOTS = 4096
"""Locks there are: entities share them by hash. PostgreSQL's table of locks is finite, and a
commit may touch thousands of entities."""
WHOLE_STORE = "events"

Key = tuple[str, str]
"""Project id and entity id."""


class MergeLocks(Protocol):
    def of_entities(self, keys: Collection[Key]) -> AbstractContextManager[None]:
        """Nobody else merges these entities meanwhile."""

    def of_everything(self) -> AbstractContextManager[None]:
        """No server writes events meanwhile."""


class SharedLocks:
    """Advisory locks of the record store, held by one transaction. Raises ServiceUnavailable when
    the record store is down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def of_entities(self, keys: Collection[Key]) -> Iterator[None]:
        with self._transaction() as session:
            self._database.lock(session, WHOLE_STORE, shared=True)
            self._database.lock_all(session, sorted({_slot(key) for key in keys}))
            yield

    @contextmanager
    def of_everything(self) -> Iterator[None]:
        with self._transaction() as session:
            self._database.lock(session, WHOLE_STORE)
            yield

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """What is raised inside is about events, and not for the record store to explain."""
        stack = ExitStack()
        session = stack.enter_context(self._database.session())
        try:
            yield session
        finally:
            stack.close()


def _slot(key: Key) -> int:
    digest = hashlib.blake2b("\0".join(key).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % SLOTS


def locks_of(database: Database, *, embedded: bool) -> MergeLocks | None:
    """None where this process is alone with its events: the embedded store, or a record store that
    is a file."""
    return None if embedded or database.is_sqlite else SharedLocks(database)
