"""Base64 in events, moved to media and replaced by a reference, whatever wire it came by.

Known forms: data URIs anywhere in a text; Anthropic `{type: base64, media_type, data}`; LangChain's
Vertex `{type: media, mime_type, data}`; Gemini `inline_data`/`inlineData`; OpenAI `input_audio`;
Vercel AI SDK `{type: file, mediaType, data}`. What does not decode stays as it is.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

import orjson

from gatelight.core.json import MAX_DEPTH, Json, to_text
from gatelight.core.patch import ObservationPatch, Submission, TracePatch
from gatelight.errors import ApiError
from gatelight.media import queries
from gatelight.media.queries import Place
from gatelight.media.references import media_id_of, reference, sha256_of
from gatelight.media.storage import key_of, storage_of
from gatelight.records.base import utc_now
from gatelight.records.tables.media import Media
from gatelight.services import Services
from gatelight.telemetry.logs import logger

_MARKS = ("base64", "inline_data", "inlineData", '"media"', '"mediaType"', '"input_audio"')
_URI_MARK = ";base64,"
_URI = re.compile(
    r"data:([a-zA-Z0-9.+-]+/[a-zA-Z0-9.+-]+)(?:;[a-zA-Z0-9_.+=-]*)*?;base64,"
    r"([A-Za-z0-9+/_\\-]{4,}={0,2})"
)
_LONG = re.compile(r"[A-Za-z0-9+/_\\-]{40}")  # a data URI may be shorter than that
_TYPE = re.compile(r"[a-z0-9.+-]{1,100}/[a-z0-9.+-]{1,100}")

_AUDIO = "\0type"

_log = logger("media")
Keep = Callable[[str, str], str | None]
"""Content type and base64 text to a reference; None when it is no such thing."""


async def extract_media(services: Services, submission: Submission) -> None:
    """`extract` for a small submission on the event loop: searched here, moved in a thread."""
    if services.settings.media_extraction and has_media(submission):
        await asyncio.to_thread(_extract, services, submission)


def extract(services: Services, submission: Submission) -> None:
    """Move the media of a submission to the storage before it is submitted. When that cannot be
    done the events stay as they were sent: nothing is lost."""
    if services.settings.media_extraction and has_media(submission):
        _extract(services, submission)


def has_media(submission: Submission) -> bool:
    """A cheap test that most events fail."""
    for patch in submission.patches:
        if isinstance(patch, ObservationPatch | TracePatch):
            fields = patch.fields
            if _marked(fields.get("input")) or _marked(fields.get("output")):
                return True
            if metadata := fields.get("metadata"):
                for value in metadata.values():
                    if isinstance(value, str):
                        if _marked(value):
                            return True
                    elif isinstance(value, dict | list) and _marked(to_text(value)):
                        return True
    return False


def _marked(text: str | None) -> bool:
    if not text:
        return False
    return _URI_MARK in text or (
        any(mark in text for mark in _MARKS) and _LONG.search(text) is not None
    )


class _Found:
    """Bytes found in one submission, and where."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.media: dict[str, tuple[bytes, str, str]] = {}
        self.places: dict[str, list[Place]] = {}

    def keep(self, place: Place) -> Keep:
        def keep(content_type: str, text: str) -> str | None:
            kind = content_type.lower()
            data = _decoded(text)
            if not data or len(data) > self.largest or not _TYPE.fullmatch(kind):
                return None
            digest = sha256_of(data)
            media_id = media_id_of(digest)
            self.media.setdefault(media_id, (data, kind, digest))
            self.places.setdefault(media_id, []).append(place)
            return reference(kind, media_id)

        return keep


def _extract(services: Services, submission: Submission) -> None:
    found = _Found(services.settings.media_max_bytes)
    changes: list[tuple[dict[str, Any], str, Any]] = []
    for patch in submission.patches:
        if not isinstance(patch, ObservationPatch | TracePatch):
            continue
        fields: dict[str, Any] = patch.fields  # type: ignore[assignment]
        of_trace = isinstance(patch, TracePatch)
        trace_id = patch.id if of_trace else fields.get("trace_id") or ""
        for name in ("input", "output", "metadata"):
            value = fields.get(name)
            keep = found.keep(Place(name, trace_id, "" if of_trace else patch.id))
            changed = _in_text(value, keep) if isinstance(value, str) else _in_json(value, keep)
            if changed is not value:
                changes.append((fields, name, changed))
    if not found.media:
        return
    try:
        _store(services, submission.project_id, found)
    except ApiError as error:
        _log.warning("media stay in their events: %s", error.message)
        return
    for fields, name, changed in changes:
        fields[name] = changed


def _store(services: Services, project_id: str, found: _Found) -> None:
    storage = storage_of(services.settings)
    with services.database.reader() as session:
        known = queries.uploaded_media(session, project_id, found.media)
    for media_id, (data, content_type, _) in found.media.items():
        if media_id not in known:
            storage.write(key_of(project_id, media_id), data, content_type)
    with services.database.session() as session:
        for media_id, (data, content_type, digest) in sorted(found.media.items()):
            services.database.lock(session, f"media:{project_id}:{media_id}")
            media = queries.find_media(session, project_id, media_id)
            if media is None:
                media = Media(
                    project_id=project_id,
                    id=media_id,
                    sha256=digest,
                    content_type=content_type,
                    content_length=len(data),
                )
                session.add(media)
            if not queries.is_uploaded(media):
                media.content_length = len(data)
                media.uploaded_at = utc_now()
                media.upload_status = 200
            session.flush()
            queries.add_uses(session, project_id, media_id, found.places[media_id])


def _decoded(text: str) -> bytes:
    """The bytes; b"" when `text` is not base64 (standard or URL-safe, also as JSON escapes it)."""
    if "\\" in text:
        text = text.replace("\\/", "/").replace("\\n", "").replace("\\r", "")
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _in_text(text: str, keep: Keep) -> str:
    """A payload: `text` itself when nothing is found in it."""
    if not _marked(text):
        return text
    changed = (
        _URI.sub(lambda uri: keep(uri[1], uri[2]) or uri[0], text) if _URI_MARK in text else text
    )
    if changed.lstrip()[:1] not in ("{", "[") or not _LONG.search(changed):
        return changed
    try:
        value = orjson.loads(changed)
    except orjson.JSONDecodeError:
        return changed
    walked = _in_json(value, keep)
    return changed if walked is value else to_text(walked)


def _in_json(value: Json, keep: Keep, level: int = 0) -> Json:
    """A JSON value: `value` itself when nothing is found in it."""
    if isinstance(value, str):
        if _URI_MARK not in value:
            return value
        return _URI.sub(lambda uri: keep(uri[1], uri[2]) or uri[0], value)
    if level > MAX_DEPTH:
        return value
    if isinstance(value, list):
        items = [_in_json(item, keep, level + 1) for item in value]
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if isinstance(value, dict):
        block = _in_block(value, keep)
        if block is not None:
            return block
        made = {key: _in_json(inner, keep, level + 1) for key, inner in value.items()}
        return value if all(made[key] is value[key] for key in value) else made
    return value


def _in_block(block: dict[str, Json], keep: Keep) -> dict[str, Json] | None:
    """A content block of a provider with its data replaced; None when it is none."""
    kind = block.get("type")
    if kind in ("base64", "media", "file"):
        names = {"base64": ("media_type",), "media": ("mime_type",)}.get(
            str(kind), ("mediaType", "mimeType")
        )
        return _replaced(block, names, keep)
    for name in ("inline_data", "inlineData"):
        inner = block.get(name)
        if isinstance(inner, dict):
            made = _replaced(inner, ("mime_type", "mimeType"), keep)
            return None if made is None else {**block, name: made}
    audio = block.get("input_audio")
    if isinstance(audio, dict) and isinstance(audio.get("format"), str):
        made = _replaced({**audio, _AUDIO: f"audio/{audio['format']}"}, (_AUDIO,), keep)
        if made is not None:
            del made[_AUDIO]
            return {**block, "input_audio": made}
    return None


def _replaced(block: dict[str, Json], names: tuple[str, ...], keep: Keep) -> dict[str, Json] | None:
    content_type = next((block[name] for name in names if isinstance(block.get(name), str)), None)
    data = block.get("data")
    if not content_type or not isinstance(data, str) or not _LONG.match(data):
        return None
    text = keep(content_type, data)
    return None if text is None else {**block, "data": text}
