"""Ids that are surely not in the event store, so that new entities need not be looked for.

Most ids that arrive are new, and they are random: looking for them reads a little of every part of
the store, more the larger it grows. A Bloom filter in memory answers "not there" for all but one
new id in ten thousand. It learns an id when its row is prepared, and the stored ones by a scan in
the background at start; until that is done every id may be there.

Only for the embedded engine: no other process can write to that store.
"""

from __future__ import annotations

import hashlib
import threading

from rbloom import Bloom

from gatelight.events.engine import EventEngine
from gatelight.events.lookup import count_ids, id_digests
from gatelight.telemetry.logs import logger

FALSE_POSITIVES = 0.0001
FIRST_CAPACITY = 250_000
"""Ids of the first filter (0.6 MB); each next one holds twice as many."""
MAX_IDS = 8_000_000
"""Ids of one table (40 MB); a larger store is asked instead."""
SCAN_IDS = 250_000
"""Ids read at once by the scan."""

_log = logger("ingest.seen_ids")


def digest_of(project_id: str, entity_id: str) -> bytes:
    """The same 16 bytes as the engine's `MD5(concat(project_id, '\\0', id))`."""
    text = f"{project_id}\0{entity_id}".encode("utf-8", "replace")
    return hashlib.md5(text, usedforsecurity=False).digest()


def _number(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def _filter(capacity: int) -> Bloom:
    return Bloom(capacity, FALSE_POSITIVES, _number)


class SeenIds:
    """Ids of one table. `add` and `maybe_stored` belong to the preparing thread, `learn` to the
    scanning one."""

    def __init__(self, table: str, first_capacity: int = FIRST_CAPACITY) -> None:
        self._table = table
        self._capacity = first_capacity
        self._left = first_capacity
        self._filters = [_filter(first_capacity)]
        self._stored: Bloom | None = None
        self._count = 0
        self._too_many = False
        self._stopping = False

    def add(self, project_id: str, entity_id: str) -> None:
        """A row of this id is on its way to the store."""
        if self._too_many:
            return
        if not self._left:
            self._capacity = self._left = self._capacity * 2
            self._filters.append(_filter(self._capacity))
        self._filters[-1].add(digest_of(project_id, entity_id))
        self._left -= 1
        self._count += 1
        if self._count > MAX_IDS:
            self._too_many = True
            self._filters = []

    def maybe_stored(self, project_id: str, entity_id: str) -> bool:
        """False only when no row of this id was ever stored."""
        if self._stored is None or self._too_many:
            return True
        digest = digest_of(project_id, entity_id)
        return digest in self._stored or any(digest in each for each in self._filters)

    def learn(self, engine: EventEngine) -> None:
        """Scan what is stored already; from then on the answers mean something."""
        count = count_ids(engine, self._table)
        if count > MAX_IDS:
            _log.info("too many ids to keep in memory", extra={"table": self._table})
            return
        stored = _filter(max(count, 1))
        slices = count // SCAN_IDS + 1
        for number in range(slices):
            if self._stopping:
                return
            stored.update(id_digests(engine, self._table, number, slices))
        self._stored = stored

    def stop(self) -> None:
        self._stopping = True


class SeenTables:
    """The filters of traces, observations and scores, and the thread that fills them."""

    def __init__(self, engine: EventEngine) -> None:
        self._engine = engine
        self.traces = SeenIds("traces")
        self.observations = SeenIds("observations")
        self.scores = SeenIds("scores")
        self._thread = threading.Thread(target=self._learn, name="seen-ids", daemon=True)

    def start(self) -> None:
        """Learn the stored ids in the background. A store that others write to is not learned."""
        if self._engine.embedded:
            self._thread.start()

    def stop(self) -> None:
        for table in (self.traces, self.observations, self.scores):
            table.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _learn(self) -> None:
        for table in (self.traces, self.observations, self.scores):
            try:
                table.learn(self._engine)
            except Exception as error:
                _log.warning("stored ids were not learned; each is looked for", exc_info=error)
                return
