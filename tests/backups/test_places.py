"""What a backup refuses, on the stores alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.store import rest_shared_engine

from gatelight.backups.making import UNFINISHED, Progress, make_backup
from gatelight.backups.manifest import NAME, BackupError, Manifest, decoded
from gatelight.backups.places import place_of
from gatelight.backups.restoring import read_manifest, restore_backup
from gatelight.events.engine import EventEngine, open_engine
from gatelight.records.database import Database
from gatelight.settings import Settings

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Stores:
    settings: Settings
    database: Database
    events: EventEngine


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    rest_shared_engine()
    settings = Settings(data_dir=tmp_path / "data")
    found = Stores(settings, Database(settings.resolved_database_url), open_engine(settings))
    found.database.migrate()
    found.events.migrate()
    yield found
    found.events.close()
    found.database.close()


def make(stores: Stores, folder: Path) -> Manifest:
    return make_backup(stores, place_of(str(folder)), lambda action: action(), Progress())


def test_a_place_that_is_not_empty_is_refused(stores: Stores, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(BackupError, match="not empty"):
        make(stores, folder)
    assert (folder / "letter.txt").read_text() == "mine"


def test_an_unfinished_backup_is_made_again(stores: Stores, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / UNFINISHED).touch()
    (folder / "half.parquet").write_text("half")
    with pytest.raises(BackupError, match="no whole backup"):
        read_manifest(place_of(str(folder)))
    made = make(stores, folder)
    assert not (folder / "half.parquet").exists()
    assert not (folder / UNFINISHED).exists()
    assert read_manifest(place_of(str(folder))) == made
    with pytest.raises(BackupError, match="a backup already"):
        make(stores, folder)


def test_a_damaged_file_is_found_before_anything_is_touched(stores: Stores, tmp_path: Path) -> None:
    made = make(stores, tmp_path / "copy")
    (file,) = [file for file in made.files if file.name == "records/users.jsonl.gz"]
    (tmp_path / "copy" / file.name).write_bytes(b"x" * file.bytes)
    stores.events.close()
    target = Settings(data_dir=tmp_path / "other")
    place = place_of(str(tmp_path / "copy"))
    with pytest.raises(BackupError, match="damaged"):
        restore_backup(target, place, force=True, progress=Progress())
    assert list((tmp_path / "other").iterdir()) == []


def test_another_salt_is_said(stores: Stores, tmp_path: Path) -> None:
    make(stores, tmp_path / "copy")
    stores.events.close()
    target = Settings(data_dir=tmp_path / "other", salt="another")
    with pytest.raises(BackupError, match="GATELIGHT_SALT"):
        restore_backup(target, place_of(str(tmp_path / "copy")), force=False, progress=Progress())


def test_what_this_release_cannot_read() -> None:
    with pytest.raises(BackupError, match="format 2"):
        decoded(b'{"format": 2}')
    with pytest.raises(BackupError, match=NAME):
        decoded(b"[]")
    with pytest.raises(BackupError, match="folder or to s3"):
        place_of("ftp://host/x")
    with pytest.raises(BackupError, match="no bucket"):
        place_of("s3:///prefix")
