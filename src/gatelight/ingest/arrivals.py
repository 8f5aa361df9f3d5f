"""Counting what arrived, by hour, key and SDK: one addition in memory for each request, written by
a thread of its own a moment later."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, select

from gatelight.core.patch import Note, Origin, Submission
from gatelight.errors import Conflict, ServiceUnavailable
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.ingestion import IngestionCount
from gatelight.telemetry.logs import logger

WRITE_EVERY_SECONDS = 5.0
KEPT = timedelta(days=90)
MAX_SENDERS = 500
"""Senders of one project counted apart in one hour; what more there are goes to one row."""
OTHERS = Origin(sdk_name="(others)")
MAX_WORD = 200
_PRUNE_EVERY = timedelta(hours=1)

_log = logger("ingest.arrivals")


class _Sender(NamedTuple):
    project_id: str
    hour: datetime
    origin: Origin


class _Counted:
    __slots__ = ("altered", "events", "last_at", "refused", "requests")

    def __init__(self) -> None:
        self.requests = self.events = self.refused = self.altered = 0
        self.last_at = datetime.min.replace(tzinfo=UTC)

    def add(self, other: _Counted) -> None:
        self.requests += other.requests
        self.events += other.events
        self.refused += other.refused
        self.altered += other.altered
        self.last_at = max(self.last_at, other.last_at)


class Arrivals:
    """`stored` and `noted` return at once; `flush` waits until all is readable."""

    def __init__(self, database: Database, write_every: float = WRITE_EVERY_SECONDS) -> None:
        self._database = database
        self._every = write_every
        self._counted: dict[_Sender, _Counted] = {}
        self._senders: dict[tuple[str, datetime], set[Origin]] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._scheduled = False
        self._pruned: datetime | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="arrivals")

    def stored(self, submission: Submission) -> None:
        """A request's events are on disk."""
        with self._lock:
            counted = self._of(submission.project_id, submission.origin)
            counted.requests += 1
            counted.events += submission.events

    def noted(self, project_id: str, origin: Origin, notes: Sequence[Note]) -> None:
        """Events of one request were refused or altered."""
        refused = sum(note.kind == "refused" for note in notes)
        with self._lock:
            counted = self._of(project_id, origin)
            counted.refused += refused
            counted.altered += len(notes) - refused

    def flush(self) -> None:
        """Wait until everything counted before is written (or the store has refused it)."""
        self._wake.set()
        done: Future[None] = self._thread.submit(self._write_now)
        done.result()

    def close(self) -> None:
        """Write what waits and end the thread."""
        self.flush()
        self._thread.shutdown()

    def _of(self, project_id: str, origin: Origin) -> _Counted:
        """The caller holds the lock."""
        now = utc_now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        sender = _Sender(project_id, hour, self._kept_apart(project_id, hour, origin))
        counted = self._counted.get(sender)
        if counted is None:
            counted = self._counted[sender] = _Counted()
        counted.last_at = now
        if not self._scheduled:
            self._scheduled = True
            with suppress(RuntimeError):  # the server stops: `close` has written what came before
                self._thread.submit(self._wait_and_write)
        return counted

    def _kept_apart(self, project_id: str, hour: datetime, origin: Origin) -> Origin:
        known = self._senders.get((project_id, hour))
        if known is None:
            self._senders = {key: value for key, value in self._senders.items() if key[1] == hour}
            known = self._senders[(project_id, hour)] = set()
        if origin in known:
            return origin
        if len(known) >= MAX_SENDERS:
            return OTHERS
        known.add(origin)
        return origin

    def _wait_and_write(self) -> None:
        self._wake.wait(self._every)
        self._write()

    def _write_now(self) -> None:
        self._write()
        self._wake.clear()

    def _write(self) -> None:
        with self._lock:
            self._scheduled = False
            taken, self._counted = self._counted, {}
        if not taken:
            return
        try:
            self._add(taken)
            self._prune()
        except (ServiceUnavailable, Conflict):
            self._put_back(taken)
        except Exception as error:
            _log.error("counts of %d senders were lost: %s", len(taken), error)

    def _add(self, taken: dict[_Sender, _Counted]) -> None:
        by_id = {_id_of(sender): (sender, counted) for sender, counted in taken.items()}
        with self._database.session() as session:
            self._database.lock(session, "ingestion counts")
            rows = {
                row.id: row
                for row in session.scalars(
                    select(IngestionCount).where(IngestionCount.id.in_(by_id))
                )
            }
            for id_, (sender, counted) in by_id.items():
                row = rows.get(id_)
                if row is None:
                    session.add(_row(id_, sender, counted))
                    continue
                row.requests += counted.requests
                row.events += counted.events
                row.refused += counted.refused
                row.altered += counted.altered
                row.last_at = max(row.last_at, counted.last_at)

    def _put_back(self, taken: dict[_Sender, _Counted]) -> None:
        """What could not be written for now goes with the next ones."""
        with self._lock:
            for sender, counted in taken.items():
                self._counted.setdefault(sender, _Counted()).add(counted)

    def _prune(self) -> None:
        now = utc_now()
        if self._pruned is not None and now - self._pruned < _PRUNE_EVERY:
            return
        with self._database.session() as session:
            session.execute(delete(IngestionCount).where(IngestionCount.hour < now - KEPT))
        self._pruned = now


def _id_of(sender: _Sender) -> str:
    origin = sender.origin
    parts = (
        sender.project_id,
        sender.hour.isoformat(),
        origin.public_key,
        origin.sdk_name,
        origin.sdk_version,
        origin.source,
    )
    return sha256("\0".join(map(_cut, parts)).encode()).hexdigest()


def _row(id_: str, sender: _Sender, counted: _Counted) -> IngestionCount:
    return IngestionCount(
        id=id_,
        project_id=sender.project_id,
        hour=sender.hour,
        public_key=_cut(sender.origin.public_key),
        sdk_name=_cut(sender.origin.sdk_name),
        sdk_version=_cut(sender.origin.sdk_version),
        source=sender.origin.source,
        requests=counted.requests,
        events=counted.events,
        refused=counted.refused,
        altered=counted.altered,
        last_at=counted.last_at,
    )


def _cut(text: str) -> str:
    """Short, and nothing that a record store refuses."""
    return text[:MAX_WORD].replace("\0", "\ufffd").encode(errors="replace").decode()
