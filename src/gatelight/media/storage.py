"""Where the bytes of media are: a folder, or a bucket of S3 or of anything that speaks it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from gatelight.aws.clients import s3_client
from gatelight.errors import ServiceUnavailable
from gatelight.media.content_types import disposition, served_type
from gatelight.settings import Settings


class MediaStorage(Protocol):
    """Bytes by key (`project/id`). Raises ServiceUnavailable when the place cannot be reached."""

    def upload_url(self, key: str, content_type: str, length: int, sha256: str) -> str | None:
        """Where a client may PUT these bytes for an hour; None: to this server."""

    def download_url(self, key: str, content_type: str) -> str | None:
        """Where anyone may GET them for an hour; None: from this server."""

    def write(self, key: str, data: bytes, content_type: str) -> None:
        """Stored when this returns."""

    def write_file(self, key: str, path: Path, content_type: str) -> None:
        """As `write`, of the bytes in a file."""

    def copy_to(self, key: str, path: Path) -> bool:
        """Put the bytes into a file; False, and no file, when there are none."""

    def size(self, key: str) -> int | None:
        """Bytes stored; None when there are none."""

    def delete(self, keys: Sequence[str]) -> None:
        """Nothing is stored under these keys (at most 1000) when this returns."""

    def remove_folder(self, folder: str) -> None:
        """Everything below `folder` is gone when this returns."""


URL_SECONDS = 3600


def folder_of(project_id: str) -> str:
    """Project ids are free text: nothing of one may lead out of the folder."""
    return quote(project_id, safe="").replace(".", "%2E")


def key_of(project_id: str, media_id: str) -> str:
    return f"{folder_of(project_id)}/{media_id}"


class FolderStorage:
    """A local folder; clients upload and download through this server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def upload_url(self, key: str, content_type: str, length: int, sha256: str) -> str | None:
        return None

    def download_url(self, key: str, content_type: str) -> str | None:
        return None

    def path(self, key: str) -> Path:
        return self._folder / key

    def size(self, key: str) -> int | None:
        try:
            return self.path(key).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, key: str, data: bytes, content_type: str) -> None:
        with self.draft(key) as draft:
            draft.write_bytes(data)

    def write_file(self, key: str, path: Path, content_type: str) -> None:
        with self.draft(key) as draft:
            shutil.copyfile(path, draft)

    def copy_to(self, key: str, path: Path) -> bool:
        try:
            shutil.copyfile(self.path(key), path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def delete(self, keys: Sequence[str]) -> None:
        try:
            for key in keys:
                self.path(key).unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise ServiceUnavailable("The media folder cannot be written to") from error

    def remove_folder(self, folder: str) -> None:
        with _removing():
            shutil.rmtree(self.path(folder))

    @contextmanager
    def draft(self, key: str) -> Iterator[Path]:
        """A file to fill; on success it is on disk under `key`, on an error it is gone."""
        path = self.path(key)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield draft
            _sync(draft)
            draft.replace(path)
            _sync(path.parent)
        except OSError as error:
            raise ServiceUnavailable("The media folder cannot be written to") from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


@contextmanager
def _removing() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise ServiceUnavailable("The media folder cannot be written to") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class S3Storage:
    """A bucket; clients upload and download by presigned URLs."""

    def __init__(self, bucket: str, prefix: str, endpoint: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint

    @cached_property
    def _client(self) -> Any:
        return s3_client(self._endpoint)

    def _object(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    def upload_url(self, key: str, content_type: str, length: int, sha256: str) -> str | None:
        signed = {"ContentType": content_type, "ContentLength": length, "ChecksumSHA256": sha256}
        return self._presigned("put_object", self._object(key) | signed)

    def download_url(self, key: str, content_type: str) -> str | None:
        shown = {
            "ResponseContentType": served_type(content_type),
            "ResponseContentDisposition": disposition(content_type),
        }
        return self._presigned("get_object", self._object(key) | shown)

    def _presigned(self, method: str, parameters: dict[str, Any]) -> str:
        with _reaching():
            url: str = self._client.generate_presigned_url(
                method, Params=parameters, ExpiresIn=URL_SECONDS
            )
        return url

    def read(self, key: str, wanted: str = "") -> tuple[dict[str, str], Iterator[bytes]]:
        """The bytes in pieces, with their length; `wanted` is a Range header, which the bucket
        answers. Raises ServiceUnavailable."""
        more = {"Range": wanted} if wanted else {}
        with _reaching():
            found = self._client.get_object(**self._object(key), **more)
        headers = {"Content-Length": str(found["ContentLength"]), "Accept-Ranges": "bytes"}
        if "ContentRange" in found:
            headers["Content-Range"] = found["ContentRange"]
        return headers, found["Body"].iter_chunks(1 << 18)

    def write(self, key: str, data: bytes, content_type: str) -> None:
        with _reaching():
            self._client.put_object(**self._object(key), Body=data, ContentType=content_type)

    def write_file(self, key: str, path: Path, content_type: str) -> None:
        with _reaching():
            self._client.upload_file(
                str(path), **self._object(key), ExtraArgs={"ContentType": content_type}
            )

    def copy_to(self, key: str, path: Path) -> bool:
        if self.size(key) is None:
            return False
        with _reaching():
            self._client.download_file(**self._object(key), Filename=str(path))
        return True

    def size(self, key: str) -> int | None:
        from botocore.exceptions import ClientError

        with _reaching():
            try:
                length: int = self._client.head_object(**self._object(key))["ContentLength"]
            except ClientError as error:
                if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                    return None
                raise
        return length

    def delete(self, keys: Sequence[str]) -> None:
        if not keys:
            return
        objects = [{"Key": self._prefix + key} for key in keys]
        with _reaching():
            answer = self._client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True}
            )
        if errors := answer.get("Errors"):
            raise ServiceUnavailable(f"The media bucket kept a file: {errors[0].get('Message')}")

    def remove_folder(self, folder: str) -> None:
        with _reaching():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{self._prefix}{folder}/"
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    self._client.delete_object(Bucket=self._bucket, Key=found["Key"])


@contextmanager
def _reaching() -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise ServiceUnavailable(f"The media bucket does not answer: {error}") from error


@lru_cache(maxsize=8)
def _storage(url: str, endpoint: str) -> FolderStorage | S3Storage:
    if not url.startswith("s3://"):
        return FolderStorage(Path(url))
    parts = urlsplit(url)
    return S3Storage(parts.netloc, parts.path.strip("/"), endpoint)


def storage_of(settings: Settings) -> FolderStorage | S3Storage:
    """The one storage of these settings."""
    folder = str((settings.data_dir / "media").resolve())
    return _storage(settings.media_url or folder, settings.media_s3_endpoint)
