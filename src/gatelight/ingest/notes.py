"""Keeping what was refused or altered, bounded, without holding up the writer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import delete, select

from gatelight.core.patch import Note, Origin
from gatelight.errors import ServiceUnavailable
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.ingestion import IngestionNote
from gatelight.telemetry.logs import logger

MAX_WAITING = 500
"""Notes of one project that wait one by one; more in the same moment are only counted."""
MAX_COUNTED_REASONS = 50
MAX_WORD = 800
MAX_REASON = 1_000
MAX_DETAIL = 4_000

Kind = Literal["refused", "altered"]
Counted = Callable[[str, Origin, Sequence[Note]], None]
"""Called with everything that is kept; must return at once."""
_TICK = timedelta(microseconds=1)

_log = logger("ingest.notes")


class _Kept(NamedTuple):
    at: datetime
    origin: Origin
    note: Note


class _Waiting:
    """The unwritten notes of one project."""

    def __init__(self) -> None:
        self.notes: list[_Kept] = []
        self.counted: Counter[tuple[Kind, str]] = Counter()

    def add(self, kept: _Kept) -> None:
        if len(self.notes) < MAX_WAITING:
            self.notes.append(kept)
            return
        key = (kept.note.kind, kept.note.reason)
        if key not in self.counted and len(self.counted) >= MAX_COUNTED_REASONS:
            key = (kept.note.kind, "for other reasons")
        self.counted[key] += 1

    def all(self) -> list[_Kept]:
        """The notes, and one for each reason whose notes were only counted."""
        last = self.notes[-1]
        return [
            *self.notes,
            *(
                last._replace(
                    note=Note(kind=kind, reason=f"{count:,} more in the same moment: {reason}")
                )
                for (kind, reason), count in self.counted.items()
            ),
        ]


class NoteStore:
    """Writes notes to the record store from a thread of its own.

    `keep` returns at once; `flush` waits until everything kept is readable. Each project keeps its
    newest `kept_per_project` notes, give or take a tenth: older ones are pruned now and then.
    """

    def __init__(
        self, database: Database, kept_per_project: int, counted: Counted | None = None
    ) -> None:
        self._database = database
        self._counted = counted
        self._kept = kept_per_project
        self._prune_every = max(1, min(MAX_WAITING, kept_per_project // 10))
        self._since_pruned: dict[str, int] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._scheduled = False
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ingestion-notes")
        self._last = datetime.min.replace(tzinfo=UTC)

    def keep(self, project_id: str, origin: Origin, notes: Sequence[Note]) -> None:
        """Note what happened to events of one request. Never blocks on the store."""
        if self._counted is not None:
            self._counted(project_id, origin, notes)
        now = utc_now()
        with self._lock:
            for note in notes:
                # no two at the same time, so that they read back in order
                self._last = max(now, self._last + _TICK)
                self._waiting.setdefault(project_id, _Waiting()).add(
                    _Kept(self._last, origin, note)
                )
            if self._scheduled:
                return
            self._scheduled = True
        self._thread.submit(self._write)

    def flush(self) -> None:
        """Wait until every note kept before is written (or the store has refused it)."""
        done: Future[None] = self._thread.submit(self._write)
        done.result()

    def close(self) -> None:
        """Write what waits and end the thread."""
        self.flush()
        self._thread.shutdown()

    def _write(self) -> None:
        with self._lock:
            self._scheduled = False
            taken, self._waiting = self._waiting, {}
        for project_id, waiting in taken.items():
            try:
                written = self._insert(project_id, waiting)
                with suppress(ServiceUnavailable):  # the next write prunes
                    self._prune(project_id, written)
            except ServiceUnavailable:
                self._put_back(project_id, waiting)
            except Exception as error:
                _log.error("%d notes on events were lost: %s", len(waiting.notes), error)

    def _insert(self, project_id: str, waiting: _Waiting) -> int:
        rows = [_row(project_id, kept) for kept in waiting.all()]
        with self._database.session() as session:
            session.add_all(rows)
        return len(rows)

    def _put_back(self, project_id: str, waiting: _Waiting) -> None:
        """Notes that could not be written for now go with the next ones."""
        with self._lock:
            newer = self._waiting.get(project_id)
            self._waiting[project_id] = waiting
            for kept in newer.notes if newer else ():
                waiting.add(kept)
            if newer:
                waiting.counted.update(newer.counted)

    def _prune(self, project_id: str, written: int) -> None:
        """Delete all but the newest notes of a project, once enough new ones came."""
        since = self._since_pruned.get(project_id, self._prune_every) + written
        if since < self._prune_every:
            self._since_pruned[project_id] = since
            return
        with self._database.session() as session:
            cutoff = session.scalar(
                select(IngestionNote.at)
                .where(IngestionNote.project_id == project_id)
                .order_by(IngestionNote.at.desc())
                .offset(self._kept)
                .limit(1)
            )
            if cutoff is not None:
                session.execute(
                    delete(IngestionNote).where(
                        IngestionNote.project_id == project_id, IngestionNote.at <= cutoff
                    )
                )
        self._since_pruned[project_id] = 0


def _row(project_id: str, kept: _Kept) -> IngestionNote:
    note, origin = kept.note, kept.origin
    return IngestionNote(
        project_id=project_id,
        at=kept.at,
        kind=note.kind,
        event_id=_cut(note.event_id, MAX_WORD),
        event_type=_cut(note.event_type, MAX_WORD),
        entity_id=_cut(note.entity_id, MAX_WORD),
        reason=_cut(note.reason, MAX_REASON),
        detail=_cut(note.detail, MAX_DETAIL),
        public_key=_cut(origin.public_key, MAX_WORD),
        sdk_name=_cut(origin.sdk_name, MAX_WORD),
        sdk_version=_cut(origin.sdk_version, MAX_WORD),
        source=origin.source,
    )


def _cut(text: str, length: int) -> str:
    """At most `length` characters, and none that a record store refuses."""
    return text[:length].replace("\0", "\ufffd").encode(errors="replace").decode()
