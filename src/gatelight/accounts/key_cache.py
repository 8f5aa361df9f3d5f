"""API keys found in the record store, remembered for a short while so that requests need no SQL."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from weakref import ref

from sqlalchemy import update

from gatelight.accounts.per_database import PerDatabase
from gatelight.accounts.principal import Scope
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.secrets import salt_of
from gatelight.records.tables.projects import ApiKey

log = logging.getLogger(__name__)

FOUND_FOR = timedelta(seconds=30)
"""How long another server process may still honour a key that was deleted here."""
REFUSED_FOR = timedelta(seconds=10)
MAX_FOUND = 10_000
MAX_REFUSED = 10_000
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Credential:
    """A valid API key as the record store has it."""

    key_id: str
    public_key: str
    scope: Scope
    project_id: str
    organization_id: str
    expires_at: datetime | None


class KeyCache:
    """Thread-safe, bounded. Keys are sha256 digests of the `Authorization` header, so no secret is
    held. Good and refused headers are bounded apart: a flood of wrong keys evicts no good one."""

    def __init__(
        self, database: Database, salt: str, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.salt = salt
        self.now = now
        self._database = ref(database)
        self._lock = threading.Lock()
        self._found: OrderedDict[bytes, tuple[Credential, datetime]] = OrderedDict()
        self._refused: OrderedDict[bytes, datetime] = OrderedDict()
        self._generation = 0
        self._touched: dict[str, datetime] = {}
        self._toucher = ThreadPoolExecutor(1, thread_name_prefix="api-key-last-used")

    @staticmethod
    def digest(header: str) -> bytes:
        return hashlib.sha256(header.encode("utf-8", "surrogateescape")).digest()

    @property
    def generation(self) -> int:
        """Changes whenever keys change; read before the SQL, passed to `remember`."""
        return self._generation

    def look_up(self, digest: bytes) -> Credential | Literal["refused"] | None:
        """What is known of a header; None when nothing is."""
        now = self.now()
        with self._lock:
            if hit := self._found.get(digest):
                credential, until = hit
                if now < until and not expired(credential, now):
                    self._found.move_to_end(digest)
                    return credential
                del self._found[digest]
            if refused_until := self._refused.get(digest):
                if now < refused_until:
                    return "refused"
                del self._refused[digest]
        return None

    def remember(self, digest: bytes, credential: Credential | None, generation: int) -> None:
        """Keep what the record store answered, unless keys changed since `generation`."""
        now = self.now()
        with self._lock:
            if generation != self._generation:
                return
            if credential is None:
                self._refused[digest] = now + REFUSED_FOR
                _shrink(self._refused, MAX_REFUSED)
            else:
                self._found[digest] = (credential, now + FOUND_FOR)
                _shrink(self._found, MAX_FOUND)

    def clear(self) -> None:
        """Forget everything: keys, projects or organisations changed."""
        with self._lock:
            self._generation += 1
            self._found.clear()
            self._refused.clear()

    def touch(self, key_id: str) -> None:
        """Note that a key was used: at most one write a minute and key, in the background."""
        now = self.now()
        with self._lock:
            last = self._touched.get(key_id)
            if last is not None and now - last < TOUCH_EVERY:
                return
            if len(self._touched) >= MAX_FOUND:
                self._touched.clear()
            self._touched[key_id] = now
        self._toucher.submit(self._write_last_used, key_id, now)

    def flush(self) -> None:
        """Wait until every noted use is written."""
        done: Future[None] = self._toucher.submit(lambda: None)
        done.result()

    def _write_last_used(self, key_id: str, at: datetime) -> None:
        database = self._database()
        if database is None:
            return
        try:
            with database.session() as session:
                session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=at))
        except Exception as error:
            log.warning("last use of API key %s not written: %s", key_id, error)


def expired(credential: Credential, now: datetime) -> bool:
    return credential.expires_at is not None and credential.expires_at <= now


def _shrink(entries: OrderedDict[bytes, Any], most: int) -> None:
    while len(entries) > most:
        entries.popitem(last=False)


key_cache = PerDatabase(lambda services: KeyCache(services.database, salt_of(services.settings)))
"""`key_cache(services)`: the one cache of this record store in this process."""
