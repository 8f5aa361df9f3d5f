"""Media: announced, uploaded, read, and found again in dataset items."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gatelight.core.time import from_datetime, to_datetime, to_iso
from gatelight.errors import InvalidRequest, NotFound
from gatelight.media import queries
from gatelight.media.queries import Place, is_uploaded
from gatelight.media.references import find_references, media_id_of, mentioned
from gatelight.media.schemas import UploadedIn, UploadIn
from gatelight.media.signing import signed_url
from gatelight.media.storage import URL_SECONDS, key_of, storage_of
from gatelight.records.base import utc_now
from gatelight.records.tables.media import Media
from gatelight.services import Services

Body = dict[str, Any]
MAX_ERROR = 2000


def announce(services: Services, project_id: str, base: str, sent: UploadIn) -> Body:
    """Where to upload; `uploadUrl` is None when these bytes are there already.

    Raises InvalidRequest for too large a file, NotFound for an unknown dataset.
    """
    settings = services.settings
    if sent.content_length > settings.media_max_bytes:
        raise InvalidRequest(
            f"File size must be less than {settings.media_max_bytes} bytes "
            f"(it is {sent.content_length})"
        )
    media_id = media_id_of(sent.sha256_hash)
    with services.database.session() as session:
        services.database.lock(session, f"media:{project_id}:{media_id}")
        if sent.dataset_id and not queries.has_dataset(session, project_id, sent.dataset_id):
            raise NotFound("Dataset not found")
        media = queries.find_media(session, project_id, media_id)
        if media is None:
            media = Media(
                project_id=project_id,
                id=media_id,
                sha256=sent.sha256_hash,
                content_type=sent.content_type,
                content_length=sent.content_length,
            )
            session.add(media)
            session.flush()
        _agree(media, sent)
        queries.add_uses(session, project_id, media_id, [sent.place])
        known = is_uploaded(media)
    return {
        "mediaId": media_id,
        "uploadUrl": None if known else _upload_url(services, base, media),
    }


def _agree(media: Media, sent: UploadIn) -> None:
    """What is announced last holds, but bytes that are there do not change their length.

    Raises InvalidRequest.
    """
    if media.sha256 != sent.sha256_hash:
        raise InvalidRequest("Another file of this project has the same media id")
    if is_uploaded(media) and media.content_length != sent.content_length:
        raise InvalidRequest(f"A file with this digest has {media.content_length} bytes")
    if (media.content_type, media.content_length) != (sent.content_type, sent.content_length):
        media.content_type, media.content_length = sent.content_type, sent.content_length
        media.updated_at = utc_now()


def _upload_url(services: Services, base: str, media: Media) -> str:
    storage = storage_of(services.settings)
    key = key_of(media.project_id, media.id)
    url = storage.upload_url(key, media.content_type, media.content_length, media.sha256)
    return url or signed_url(
        services.settings, base, "PUT", media.project_id, media.id, _expiry(services)
    )


def _expiry(services: Services) -> int:
    return services.clock.now() // 1_000_000 + URL_SECONDS


def announced(services: Services, project_id: str, media_id: str) -> Media:
    """What was announced under this id. Raises NotFound."""
    with services.database.reader() as session:
        media = queries.find_media(session, project_id, media_id)
    if media is None:
        raise NotFound("Media not found")
    return media


def record_upload(services: Services, project_id: str, media_id: str) -> None:
    """The bytes came through this server and are stored."""
    with services.database.session() as session:
        media = queries.find_media(session, project_id, media_id)
        if media is not None and not is_uploaded(media):
            media.uploaded_at = media.updated_at = utc_now()
            media.upload_status, media.upload_error = 200, None


def report_upload(services: Services, project_id: str, media_id: str, sent: UploadedIn) -> None:
    """What the client says of its upload. A success is believed when the bytes are there; a failure
    takes nothing from another client's success.

    Raises NotFound, InvalidRequest for a success of which nothing has arrived.
    """
    media = announced(services, project_id, media_id)
    succeeded = sent.upload_http_status in queries.UPLOADED
    if succeeded:
        size = storage_of(services.settings).size(key_of(project_id, media_id))
        if size != media.content_length:
            raise InvalidRequest(
                f"{'Nothing' if size is None else f'{size} bytes'} of "
                f"{media.content_length} bytes have arrived"
            )
    with services.database.session() as session:
        services.database.lock(session, f"media:{project_id}:{media_id}")
        stored = queries.find_media(session, project_id, media_id)
        if stored is None or (is_uploaded(stored) and not succeeded):
            return
        stored.uploaded_at = sent.uploaded_at
        stored.upload_status = sent.upload_http_status
        stored.upload_error = (sent.upload_http_error or "")[:MAX_ERROR] or None
        stored.upload_milliseconds = sent.upload_time_ms
        stored.updated_at = utc_now()


def read_media(services: Services, project_id: str, base: str, media_id: str) -> Body:
    """Raises NotFound, also while the bytes have not arrived."""
    media = announced(services, project_id, media_id)
    if not is_uploaded(media) or media.uploaded_at is None:
        raise NotFound("Media not found or not yet uploaded")
    return _link(services, base, media) | {"uploadedAt": _time(media.uploaded_at)}


def _time(moment: datetime) -> str:
    return to_iso(from_datetime(moment))


def _link(services: Services, base: str, media: Media) -> Body:
    """The file with an address that needs no key, for an hour."""
    expires = _expiry(services)
    url = storage_of(services.settings).download_url(
        key_of(media.project_id, media.id), media.content_type
    )
    return {
        "mediaId": media.id,
        "contentType": media.content_type,
        "contentLength": media.content_length,
        "url": url
        or signed_url(services.settings, base, "GET", media.project_id, media.id, expires),
        "urlExpiry": _time(to_datetime(expires * 1_000_000)),
    }


def use_in_item(
    session: Session, project_id: str, dataset_id: str, item_id: str, item: dict[str, Any]
) -> None:
    """Note the media that a dataset item (its fields by name) refers to: they stay when the trace
    they came with is deleted."""
    found = {(media_id, field) for field, value in item.items() for media_id in mentioned(value)}
    known = queries.uploaded_media(session, project_id, {media_id for media_id, _ in found})
    for media_id, field in sorted(found):
        if media_id in known:
            place = Place(field, dataset_id=dataset_id, dataset_item_id=item_id)
            queries.add_uses(session, project_id, media_id, [place])


def item_references(
    services: Services, project_id: str, base: str, items: list[dict[str, Any]]
) -> list[list[Body]]:
    """For each item (its fields by name) the references in it whose media are there."""
    found = [
        [
            (field, path, text, media_id)
            for field, value in item.items()
            for path, text, media_id in find_references(value)
        ]
        for item in items
    ]
    ids = {media_id for references in found for *_, media_id in references}
    if not ids:
        return [[] for _ in items]
    with services.database.reader() as session:
        media = queries.uploaded_media(session, project_id, ids)
    links = {media_id: _link(services, base, one) for media_id, one in media.items()}
    return [
        [
            {
                "field": field,
                "referenceString": text,
                "jsonPath": path,
                "media": links[media_id],
            }
            for field, path, text, media_id in references
            if media_id in links
        ]
        for references in found
    ]
