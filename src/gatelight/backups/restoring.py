"""Restoring a backup into stores no server works on: every checksum first, then records, events,
media and the secrets of the data directory."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from gatelight.backups.fingerprints import SECRETS, fingerprint
from gatelight.backups.making import Progress
from gatelight.backups.manifest import (
    NAME,
    BackupError,
    Manifest,
    StoredFile,
    decoded,
    described,
)
from gatelight.backups.places import Place
from gatelight.events.copying import has_rows as has_events
from gatelight.events.copying import insert_copied
from gatelight.events.engine import EventEngine, open_engine
from gatelight.events.schema import TABLES
from gatelight.media.storage import folder_of, key_of, storage_of
from gatelight.records import copying
from gatelight.records.copying import snapshot
from gatelight.records.database import Database, open_database
from gatelight.records.migrate import SchemaTooNewError
from gatelight.settings import Settings


def read_manifest(place: Place) -> Manifest:
    """Raises BackupError where there is no whole backup."""
    with tempfile.TemporaryDirectory() as folder:
        if NAME not in set(place.names()):
            raise BackupError(f"There is no whole backup: {NAME} is missing.")
        path = Path(folder) / NAME
        place.fetch(NAME, path)
        return decoded(path.read_bytes())


def restore_backup(
    settings: Settings, place: Place, *, force: bool, progress: Progress
) -> Manifest:
    """Put a backup into the stores of `settings` and say what it was.

    `force` replaces what is there. Raises BackupError, before anything is touched, when a file of
    the backup is damaged or missing, when the stores are not empty or a server has them open, when
    they are of a newer release, or when the secrets of the target are others.
    """
    manifest = read_manifest(place)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    events = open_engine(settings)
    database = open_database(settings)
    try:
        if events.held_elsewhere():
            raise BackupError(f"A server has {settings.data_dir} open: stop it first.")
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.data_dir) as drafts:
            work = _Restore(settings, place, manifest, database, events, Path(drafts), progress)
            work.verify()
            if not force:
                work.check_secrets()
                work.check_empty()
            work.run(replace=force)
    except SchemaTooNewError as error:
        raise BackupError(str(error)) from error
    finally:
        events.close()
        database.close()
    return manifest


@dataclass(frozen=True, slots=True)
class _Restore:
    settings: Settings
    place: Place
    manifest: Manifest
    database: Database
    events: EventEngine
    drafts: Path
    progress: Progress

    def verify(self) -> None:
        """Every file is there as it was written."""
        for file in self.manifest.files:
            path = self._fetched(file)
            if described(file.name, path) != file:
                raise BackupError(f"{file.name} is damaged: its checksum is not that of {NAME}.")
            self.progress.add("files verified", 1)

    def check_secrets(self) -> None:
        """API keys are hashed with the salt, stored secrets sealed with the secret key."""
        for name in SECRETS:
            theirs = self.manifest.fingerprints.get(name)
            ours = getattr(self.settings, name).get_secret_value()
            brought = not ours and name in self.manifest.kept_files
            if theirs and not brought and theirs != (fingerprint(ours) if ours else ""):
                raise BackupError(
                    f"The backup was made with another {name.replace('_', ' ')}: set "
                    f"GATELIGHT_{name.upper()} to that server's, or its keys and stored secrets "
                    "will not work. --force restores all the same."
                )

    def check_empty(self) -> None:
        self.events.migrate()
        if copying.has_rows(self.database) or has_events(self.events):
            raise BackupError("The stores are not empty. --force replaces what is in them.")

    def run(self, *, replace: bool) -> None:
        storage = storage_of(self.settings)
        if replace:
            for project_id in copying.project_ids(self.database):
                storage.remove_folder(folder_of(project_id))
            self.events.drop()
        self.database.close()
        copying.load(self.database, self.manifest.records_schema, _Lines(self), replace=replace)
        self.events.migrate()
        for table in TABLES:
            for file in self.manifest.files_below(f"events/{table}"):
                self._load_events(table, file)
        self._load_media()
        self._keep_files(replace)

    def lines(self, file: StoredFile) -> Iterator[bytes]:
        table = file.name.removeprefix("records/").removesuffix(".jsonl.gz")
        with gzip.open(self._fetched(file), "rb") as lines:
            for line in lines:
                self.progress.add(table, 1)
                yield line

    def _load_events(self, table: str, file: StoredFile) -> None:
        with pq.ParquetFile(self._fetched(file)) as found:
            for number in range(found.num_row_groups):
                rows = found.read_row_group(number)
                insert_copied(self.events, table, rows)
                self.progress.add(table, rows.num_rows)

    def _load_media(self) -> None:
        with snapshot(self.database) as records:
            kinds = {
                f"media/{key_of(project_id, media_id)}": kind
                for project_id, media_id, kind in records.uploaded_media()
            }
        storage = storage_of(self.settings)
        for file in self.manifest.files_below("media"):
            key = file.name.removeprefix("media/")
            kind = kinds.get(file.name, "application/octet-stream")
            storage.write_file(key, self._fetched(file), kind)
            self.progress.add("media files", 1)

    def _keep_files(self, replace: bool) -> None:
        for file in self.manifest.files_below("kept"):
            target = self.settings.data_dir / file.name.removeprefix("kept/")
            if replace or not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.touch(mode=0o600)
                target.write_bytes(self._fetched(file).read_bytes())

    def _fetched(self, file: StoredFile) -> Path:
        path = self.drafts / file.name.replace("/", "__")
        for old in self.drafts.iterdir():
            if old != path:
                old.unlink()
        self.place.fetch(file.name, path)
        return path


class _Lines(Mapping[str, Iterator[bytes]]):
    """The lines of each record table, read when asked for."""

    def __init__(self, work: _Restore) -> None:
        self._work = work
        self._files = {
            file.name.removeprefix("records/").removesuffix(".jsonl.gz"): file
            for file in work.manifest.files_below("records")
        }

    def __getitem__(self, table: str) -> Iterator[bytes]:
        return self._work.lines(self._files[table])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
