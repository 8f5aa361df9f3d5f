"""Taking the bytes of an upload: counted, digested and stored while they arrive."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request

from gatelight.errors import InvalidRequest, NotFound, PayloadTooLarge
from gatelight.media.storage import FolderStorage, key_of, storage_of
from gatelight.records.tables.media import Media
from gatelight.settings import Settings


async def take_upload(request: Request, settings: Settings, media: Media) -> None:
    """Store the body of `request` as `media`; on disk when this returns.

    Raises InvalidRequest when it is not what was announced, PayloadTooLarge when it is longer.
    """
    storage = storage_of(settings)
    if not isinstance(storage, FolderStorage):
        raise NotFound("Media are uploaded to the bucket")
    sent_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if sent_type != media.content_type:
        raise InvalidRequest(f"Content-Type must be {media.content_type}, as announced")
    if request.headers.get("x-amz-checksum-sha256", media.sha256) != media.sha256:
        raise InvalidRequest("x-amz-checksum-sha256 is not the digest announced")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and declared.lstrip("0") != str(media.content_length):
        raise InvalidRequest(f"Content-Length must be {media.content_length}, as announced")
    manager = storage.draft(key_of(media.project_id, media.id))
    draft = await anyio.to_thread.run_sync(manager.__enter__)
    try:
        await _receive(request, media, draft)
    except BaseException as error:
        manager.__exit__(type(error), error, error.__traceback__)
        raise
    await anyio.to_thread.run_sync(manager.__exit__, None, None, None)


async def _receive(request: Request, media: Media, draft: Path) -> None:
    digest, size = hashlib.sha256(), 0
    async with await anyio.open_file(draft, "wb") as file:
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > media.content_length:
                    raise PayloadTooLarge(f"More than the {media.content_length} bytes announced")
                digest.update(chunk)
                await file.write(chunk)
        except ClientDisconnect:
            raise InvalidRequest("The upload ended early") from None
    if size != media.content_length:
        raise InvalidRequest(f"{size} bytes came of {media.content_length} announced")
    if base64.b64encode(digest.digest()).decode() != media.sha256:
        raise InvalidRequest("The bytes do not have the digest announced")
