"""Media over HTTP: announce, upload, confirm, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from gatelight.accounts.dependencies import ProjectKey
from gatelight.errors import NotFound, json_response
from gatelight.media import service
from gatelight.media.files import media_file
from gatelight.media.schemas import UploadedIn, UploadIn
from gatelight.media.signing import PublicBase, check_signature
from gatelight.media.storage import FolderStorage, storage_of
from gatelight.media.upload import take_upload
from gatelight.records.tables.media import Media
from gatelight.services import Services, ServicesDep

router = APIRouter(tags=["Media"])

Word = Annotated[str, Query()]


@router.post("/api/public/media", summary="Announce an upload", status_code=201)
def post_media(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, body: UploadIn
) -> Response:
    """Answers the id (the first 22 characters of the SHA-256 in URL-safe base64) and where to PUT
    the bytes within an hour, with the announced `Content-Type`. `uploadUrl` is null when they are
    there already. Trace, observation and item may arrive later."""
    return json_response(service.announce(services, principal.project_id, base, body), 201)


@router.get("/api/public/media/{media_id}", summary="Get media")
def get_media(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, media_id: str
) -> Response:
    """What is known of a file, with an address that needs no key until `urlExpiry`. 404 until the
    bytes have arrived."""
    return json_response(service.read_media(services, principal.project_id, base, media_id))


@router.patch("/api/public/media/{media_id}", summary="Report how an upload went")
def patch_media(
    principal: ProjectKey, services: ServicesDep, media_id: str, body: UploadedIn
) -> Response:
    """Clients tell the HTTP status of their upload. 400 for a success of which the bytes are not
    there."""
    service.report_upload(services, principal.project_id, media_id, body)
    return json_response({"message": "OK"})


@router.put("/api/public/media/{media_id}/content", summary="Upload the bytes")
async def put_content(
    request: Request,
    services: ServicesDep,
    media_id: str,
    project: Word = "",
    expires: Word = "",
    signature: Word = "",
) -> Response:
    """The address `POST /api/public/media` answered; it is signed and needs no key. Length, digest
    and content type must be those announced."""
    media = await run_in_threadpool(
        _permitted, services, "PUT", project, media_id, expires, signature
    )
    await take_upload(request, services.settings, media)
    await run_in_threadpool(service.record_upload, services, project, media_id)
    return Response(status_code=200)


@router.get("/api/public/media/{media_id}/content", summary="Download the bytes")
def get_content(
    services: ServicesDep,
    media_id: str,
    project: Word = "",
    expires: Word = "",
    signature: Word = "",
) -> Response:
    """The address `GET /api/public/media/{mediaId}` answered; it is signed and needs no key. What a
    browser could run is sent as an attachment, and nothing may run from here."""
    media = _permitted(services, "GET", project, media_id, expires, signature)
    if not isinstance(storage_of(services.settings), FolderStorage):
        raise NotFound("Media not found")
    return media_file(services.settings, media)


def _permitted(
    services: Services, method: str, project: str, media_id: str, expires: str, signature: str
) -> Media:
    check_signature(
        services.settings, method, project, media_id, expires, signature, services.clock.now()
    )
    return service.announced(services, project, media_id)
