"""Making a backup: both stores as they are at one moment, media, and the secrets of the data
directory, into one place.

The moment is one between two commits of the event writer: the streams of all event tables and one
transaction of the record store are opened there. Then everything is copied while the server goes on
working. What was acknowledged before is in it.
"""

from __future__ import annotations

import gzip
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from gatelight import __version__
from gatelight.backups.fingerprints import fingerprints
from gatelight.backups.manifest import NAME, BackupError, Manifest, described
from gatelight.backups.places import Place
from gatelight.core.time import from_datetime, to_iso
from gatelight.events.copying import SCHEMA_STEP, open_table, schema_of
from gatelight.events.engine import EventEngine
from gatelight.events.schema import TABLES
from gatelight.media.storage import key_of, storage_of
from gatelight.records.base import utc_now
from gatelight.records.copying import Snapshot, snapshot
from gatelight.records.database import Database
from gatelight.settings import Settings

KEPT_FILES = ("salt", "secret_key", "bootstrap.json", "gateway/keys.json")
"""Files of the data directory without which keys and sessions of the stores mean nothing."""
UNFINISHED = "unfinished"
"""A file that is there until the manifest is."""
FILE_BYTES = 64 * 1024 * 1024
GROUP_BYTES = 8 * 1024 * 1024

Exclusively = Callable[[Callable[[], None]], None]
"""Runs something between two commits."""


class Sources(Protocol):
    """What is copied: the server's services, or the stores opened by the command alone."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def events(self) -> EventEngine: ...


@dataclass
class Progress:
    """How far a backup or a restore is. `tell` is called now and then with it as JSON."""

    tell: Callable[[dict[str, int | str]], None] = lambda _state: None
    check: Callable[[], None] = lambda: None
    """Raises to end the work early."""
    _counts: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, count: int) -> None:
        """`count` more rows or files of `name`."""
        self.check()
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + count
            self.tell(dict(self._counts))


def make_backup(
    sources: Sources, place: Place, exclusively: Exclusively, progress: Progress
) -> Manifest:
    """Copy everything to `place` and say what was copied.

    Raises BackupError when the place is not empty or cannot be written; an unfinished backup there
    is removed first.
    """
    _prepare(place)
    began = utc_now()
    folder = sources.settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="backup-", dir=folder) as drafts:
        mark = Path(drafts) / UNFINISHED
        mark.touch()
        place.put(UNFINISHED, mark)
        opened: list[_Opened] = []

        def open_all() -> None:
            streams = {
                name: stack.enter_context(open_table(sources.events, name)) for name in TABLES
            }
            opened.append(_Opened(streams, stack.enter_context(snapshot(sources.database))))

        exclusively(open_all)
        if not opened[0].records.revision:
            raise BackupError("The record store has no tables: there is nothing to copy.")
        copy = _Copy(sources, place, Path(drafts), progress, opened[0].records.revision)
        copy.manifest.began_at = to_iso(from_datetime(began))
        copy.everything(opened[0])
        copy.manifest.ended_at = to_iso(from_datetime(utc_now()))
        path = Path(drafts) / NAME
        path.write_bytes(copy.manifest.encoded())
        place.put(NAME, path)
        place.remove(UNFINISHED)
    return copy.manifest


def _prepare(place: Place) -> None:
    found = list(place.names())
    if NAME in found:
        raise BackupError("There is a backup already: choose another folder or prefix.")
    if found and UNFINISHED not in found:
        raise BackupError("The place is not empty: choose another folder or prefix.")
    for name in found:
        place.remove(name)


@dataclass(frozen=True, slots=True)
class _Opened:
    """Everything as it stood at the moment of the backup."""

    events: dict[str, Iterator[pa.RecordBatch]]
    records: Snapshot


class _Copy:
    """One backup on its way to `place`; files are made in `drafts` first."""

    def __init__(
        self, sources: Sources, place: Place, drafts: Path, progress: Progress, revision: str
    ) -> None:
        self._sources = sources
        self._place = place
        self._drafts = drafts
        self._progress = progress
        self._lock = threading.Lock()
        self.manifest = Manifest(
            gatelight=__version__,
            began_at="",
            records_schema=revision,
            events_schema=SCHEMA_STEP,
            fingerprints=fingerprints(sources.settings),
        )

    def everything(self, opened: _Opened) -> None:
        """Each stream has its thread: a server's answer must be read before it gives up."""
        with ThreadPoolExecutor(len(opened.events) + 1, thread_name_prefix="backup") as pool:
            copies = [
                pool.submit(self._events, name, stream) for name, stream in opened.events.items()
            ]
            copies.append(pool.submit(self._records, opened.records))
            for copied in copies:
                copied.result()
        self._kept_files()
        self.manifest.files.sort(key=lambda file: file.name)

    def _put(self, name: str, path: Path) -> None:
        entry = described(name, path)
        self._place.put(name, path)
        with self._lock:
            self.manifest.files.append(entry)

    def _count(self, name: str, rows: int) -> None:
        with self._lock:
            self.manifest.tables[name] = self.manifest.tables.get(name, 0) + rows
        self._progress.add(name, rows)

    # --- events

    def _events(self, table: str, stream: Iterator[pa.RecordBatch]) -> None:
        """`events/<table>/000001.parquet` and so on; a row group is some megabytes."""
        self._count(table, 0)
        groups = _groups(stream, schema_of(table))
        number = 0
        group = next(groups, None)
        while group is not None:
            number += 1
            path = self._drafts / f"{table}-{number}.parquet"
            with pq.ParquetWriter(path, group.schema, compression="zstd") as writer:
                while group is not None:
                    writer.write_table(group)
                    self._count(table, group.num_rows)
                    group = next(groups, None)
                    if path.stat().st_size > FILE_BYTES:
                        break
            self._put(f"events/{table}/{number:06}.parquet", path)

    # --- records and media

    def _records(self, records: Snapshot) -> None:
        """`records/<table>.jsonl.gz`; then the media those rows name."""
        for table in records.table_names:
            path = self._drafts / f"{table}.jsonl.gz"
            rows = 0
            with gzip.open(path, "wb", compresslevel=5) as file:
                for line in records.lines(table):
                    file.write(line)
                    rows += 1
            self._count(table, rows)
            self._put(f"records/{table}.jsonl.gz", path)
        storage = storage_of(self._sources.settings)
        for project_id, media_id, _content_type in list(records.uploaded_media()):
            path = self._drafts / "media"
            key = key_of(project_id, media_id)
            if storage.copy_to(key, path):
                self._put(f"media/{key}", path)
                self.manifest.media += 1
            else:  # deleted since the moment of the backup
                self.manifest.media_missing += 1
            self._progress.add("media files", 1)

    def _kept_files(self) -> None:
        for name in KEPT_FILES:
            source = self._sources.settings.data_dir / name
            if source.exists():
                path = self._drafts / "kept"
                path.write_bytes(source.read_bytes())
                self._put(f"kept/{name}", path)
                self.manifest.kept_files.append(name)


def _groups(stream: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The stream's rows in tables of about GROUP_BYTES."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in stream:
        waiting.append(batch)
        size += batch.nbytes
        if size >= GROUP_BYTES:
            yield pa.Table.from_batches(waiting).cast(schema)
            waiting, size = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting).cast(schema)
