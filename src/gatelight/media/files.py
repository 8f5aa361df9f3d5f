"""The bytes of media as an answer of this server, whatever storage they are in."""

from __future__ import annotations

import re

from starlette.responses import FileResponse, Response, StreamingResponse

from gatelight.errors import NotFound
from gatelight.media.content_types import disposition, served_type
from gatelight.media.queries import is_uploaded
from gatelight.media.storage import URL_SECONDS, FolderStorage, key_of, storage_of
from gatelight.records.tables.media import Media
from gatelight.settings import Settings

_ONE_RANGE = re.compile(r"bytes=\d*-\d*")


def media_file(settings: Settings, media: Media, wanted_range: str = "") -> Response:
    """The file itself: what a browser could run is an attachment, and nothing may run from it.
    Raises NotFound while the bytes are not there."""
    if not is_uploaded(media):
        raise NotFound("Media not found")
    headers = {
        "Content-Disposition": disposition(media.content_type),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"private, max-age={URL_SECONDS}, immutable",
    }
    kind = served_type(media.content_type)
    storage = storage_of(settings)
    key = key_of(media.project_id, media.id)
    if isinstance(storage, FolderStorage):
        if not storage.size(key):
            raise NotFound("Media not found")
        return FileResponse(storage.path(key), media_type=kind, headers=headers)
    wanted = wanted_range if _ONE_RANGE.fullmatch(wanted_range) else ""
    found, pieces = storage.read(key, wanted)
    status = 206 if "Content-Range" in found else 200
    return StreamingResponse(pieces, status, headers | found, media_type=kind)
