"""Where the bytes of media are: a folder, or a bucket of S3 or of anything that speaks it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

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

    def size(self, key: str) -> int | None:
        """Bytes stored; None when there are none."""


URL_SECONDS = 3600


def key_of(project_id: str, media_id: str) -> str:
    """Project ids are free text: nothing of one may lead out of the folder."""
    return f"{quote(project_id, safe='').replace('.', '%2E')}/{media_id}"


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
        import boto3  # a second of imports that a local folder does without
        from botocore.config import Config

        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self._endpoint or None,
            region_name=region or "us-east-1",
            config=Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=30,
                retries={"total_max_attempts": 3, "mode": "standard"},
                s3={"addressing_style": "path"} if self._endpoint else {},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

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

    def write(self, key: str, data: bytes, content_type: str) -> None:
        with _reaching():
            self._client.put_object(**self._object(key), Body=data, ContentType=content_type)

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


@contextmanager
def _reaching() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
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
