"""Where a backup lies: a folder, or `s3://bucket/prefix`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from gatelight.aws.clients import s3_client
from gatelight.backups.manifest import BackupError


class Place(Protocol):
    """Files by name (`events/traces/0001.parquet`). Everything raises BackupError when the place
    cannot be reached, read or written."""

    def put(self, name: str, path: Path) -> None:
        """Stored when this returns; the file at `path` may be gone then."""

    def fetch(self, name: str, path: Path) -> None:
        """Put a copy at `path`."""

    def names(self) -> Iterator[str]:
        """What is there."""

    def remove(self, name: str) -> None: ...


def place_of(target: str, endpoint: str = "") -> Place:
    """The place `target` names; nothing is touched yet. `endpoint` is that of an S3-compatible
    server other than AWS. Raises BackupError for other kinds of address."""
    if target.startswith("s3://"):
        parts = urlsplit(target)
        if not parts.netloc:
            raise BackupError(f"{target} names no bucket: s3://bucket/prefix")
        return _Bucket(parts.netloc, parts.path.strip("/"), endpoint)
    if "://" in target:
        raise BackupError(f"{target}: a backup goes to a folder or to s3://bucket/prefix")
    return _Folder(Path(target))


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, path: Path) -> None:
        target = self._folder / name
        with _on_disk(self._folder):
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = target.with_name(f".{target.name}.part")
            shutil.move(path, draft)
            descriptor = os.open(draft, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            draft.chmod(0o600)  # prompts, hashes of keys and the secret key are in it
            draft.replace(target)

    def fetch(self, name: str, path: Path) -> None:
        with _on_disk(self._folder):
            shutil.copyfile(self._folder / name, path)

    def names(self) -> Iterator[str]:
        with _on_disk(self._folder):
            for path in sorted(self._folder.rglob("*")):
                if path.is_file():
                    yield path.relative_to(self._folder).as_posix()

    def remove(self, name: str) -> None:
        with _on_disk(self._folder):
            (self._folder / name).unlink(missing_ok=True)


@contextmanager
def _on_disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or folder}: {error.strerror or error}") from error


class _Bucket:
    def __init__(self, bucket: str, prefix: str, endpoint: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint

    @cached_property
    def _client(self) -> Any:
        return s3_client(self._endpoint)

    def put(self, name: str, path: Path) -> None:
        with self._reached():
            self._client.upload_file(str(path), self._bucket, self._prefix + name)
        path.unlink(missing_ok=True)

    def fetch(self, name: str, path: Path) -> None:
        with self._reached():
            self._client.download_file(self._bucket, self._prefix + name, str(path))

    def names(self) -> Iterator[str]:
        with self._reached():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"][len(self._prefix) :]

    def remove(self, name: str) -> None:
        with self._reached():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError, OSError) as error:
            raise BackupError(f"s3://{self._bucket}/{self._prefix}: {error}") from error
