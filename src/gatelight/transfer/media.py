"""Media that events refer to: downloaded from the source, uploaded to the target.

Events hold references (`@@@langfuseMedia:type=…|id=…|source=…@@@`); the id follows from the bytes,
so a reference is right at the target as soon as the bytes are there.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from gatelight.core.time import to_iso
from gatelight.transfer.events import Event
from gatelight.transfer.report import Outcome
from gatelight.transfer.session import Session
from gatelight.transfer.wire import CallError, encoded

MEDIA = "media"
REMEMBERED = 50_000
MEMORY_BYTES = 1024 * 1024
"""A file beyond this goes over the disk."""

_REFERENCE = re.compile(rb"@@@langfuseMedia:type=[^@|]*\|id=([A-Za-z0-9_-]+)\|source=[^@|]*@@@")
_MARK = b"@@@langfuseMedia:"
_FIELDS = ("input", "output", "metadata")


@dataclass(frozen=True, slots=True)
class _File:
    """What has to be said of a file to link it; `sha256` in standard base64."""

    content_type: str
    length: int
    sha256: str


class MediaCopier:
    """Copies each file once and links it at every place it is used. Never raises for a file: what
    cannot be copied is noted in the outcome of `media`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files: OrderedDict[str, _File | None] = OrderedDict()

    def copy_of(self, events: list[Event]) -> None:
        """The media that traces or observations (ingestion events) refer to."""
        for event in events:
            body = event["body"]
            if _MARK not in encoded(body):
                continue
            for field in _FIELDS:
                value = body.get(field)
                for media_id in dict.fromkeys(_REFERENCE.findall(encoded(value))):
                    self._copy(media_id.decode(), _place(event, field))

    def _copy(self, media_id: str, place: dict[str, Any]) -> None:
        outcome = self._session.outcome(MEDIA)
        outcome.endpoint = "GET /media/{mediaId}"
        try:
            if media_id not in self._files:
                outcome.found += 1
                self._remember(media_id, self._transfer(media_id, place, outcome))
            elif file := self._files[media_id]:
                self._announce(file, place)
        except CallError as error:
            self._remember(media_id, None)
            if error.status == 404:
                outcome.skip("the source does not have the file (any more)")
            else:
                outcome.fail(str(error), media_id)

    def _remember(self, media_id: str, file: _File | None) -> None:
        self._files[media_id] = file
        while len(self._files) > REMEMBERED:
            self._files.popitem(last=False)

    def _transfer(self, media_id: str, place: dict[str, Any], outcome: Outcome) -> _File | None:
        source, target = self._session.source, self._session.target
        told = source.get(f"/media/{media_id}")
        with tempfile.SpooledTemporaryFile(MEMORY_BYTES) as data:
            source.fetch(urljoin(f"{source.host}/", told["url"]), data)
            length = data.tell()
            data.seek(0)
            digest = hashlib.file_digest(data, "sha256").digest()
            file = _File(told["contentType"], length, base64.b64encode(digest).decode())
            answer = self._announce(file, place)
            if answer["mediaId"] != media_id:
                outcome.fail("the file's bytes do not give the id it is referred to by", media_id)
                return None
            if answer.get("uploadUrl") is None:
                outcome.unchanged += 1
                return file
            headers = {"Content-Type": file.content_type, "Content-Length": str(length)}
            headers |= {"x-amz-checksum-sha256": file.sha256, "x-ms-blob-type": "BlockBlob"}
            url = urljoin(f"{target.host}/", answer["uploadUrl"])
            status = target.put(url, data, headers)
            uploaded = {"uploadedAt": to_iso(time.time_ns() // 1000), "uploadHttpStatus": status}
            target.call("PATCH", f"/media/{media_id}", body=uploaded)
        outcome.copied += 1
        return file

    def _announce(self, file: _File, place: dict[str, Any]) -> dict[str, Any]:
        body = {
            "contentType": file.content_type,
            "contentLength": file.length,
            "sha256Hash": file.sha256,
        }
        answer: dict[str, Any] = self._session.target.post("/media", body | place)
        return answer


def _place(event: Event, field: str) -> dict[str, Any]:
    body = event["body"]
    if event["type"] == "trace-create":
        return {"field": field, "traceId": body["id"]}
    return {"field": field, "traceId": body.get("traceId"), "observationId": body["id"]}
