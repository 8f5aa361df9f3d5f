"""What a backup says of itself: `manifest.json`, written last, so a backup with one is whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

NAME = "manifest.json"
FORMAT = 1
"""Raised when an older release could not read what is written."""


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do."""


class StoredFile(msgspec.Struct, frozen=True):
    """A file of the backup. `name` is its path in it, with `/`."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """`tables` counts rows; times are ISO 8601. `records_schema` is an Alembic revision,
    `events_schema` the last step of the event store's schema. `kept_files` are those of the data
    directory that come along, `fingerprints` tell the secrets in force apart. `media_missing`
    counts media whose bytes were gone."""

    format: int = FORMAT
    gatelight: str
    began_at: str
    ended_at: str = ""
    records_schema: str
    events_schema: int
    tables: dict[str, int] = {}
    media: int = 0
    media_missing: int = 0
    kept_files: list[str] = []
    fingerprints: dict[str, str] = {}
    files: list[StoredFile] = []

    @property
    def size(self) -> int:
        """Bytes of the whole backup."""
        return sum(file.bytes for file in self.files)

    def encoded(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    def files_below(self, folder: str) -> list[StoredFile]:
        return [file for file in self.files if file.name.startswith(f"{folder}/")]


def decoded(data: bytes) -> Manifest:
    """Raises BackupError for what this release cannot read."""
    try:
        version = msgspec.json.decode(data).get("format")
        if not isinstance(version, int) or version > FORMAT:
            raise BackupError(
                f"The backup has format {version!r}, this release reads up to {FORMAT}: "
                "restore it with the release that made it, or a newer one."
            )
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, AttributeError) as error:
        raise BackupError(f"The backup's {NAME} cannot be read: {error}") from error


def described(name: str, path: Path) -> StoredFile:
    """The file at `path` as an entry of the manifest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StoredFile(name, path.stat().st_size, digest)
