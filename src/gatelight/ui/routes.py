"""The single-page UI under the base path, and the addresses SDKs print for traces and sessions.

Registered last: its one page route takes every GET outside `/api`.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gatelight.errors import NotFound
from gatelight.services import services_of
from gatelight.ui import files, list_routes
from gatelight.ui.files import NOT_BUILT, SECURITY, File

PROJECT_LINKS = "/project/"


class OutsideApi(Convertor[str]):
    """Any path that is not of the API, so that the API's own 404 and 405 stay what they are."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("outside_api", OutsideApi())

router = APIRouter()
router.include_router(list_routes.router)


def open_page(request: Request) -> Response:
    """A file of the UI, its page for every other address below the base path, or a redirect there
    from `/` and from `/project/…`. Raises NotFound elsewhere."""
    base = services_of(request).settings.base_path
    path = request.url.path
    if base and not path.startswith(f"{base}/"):
        if path in ("/", base):
            return _redirect(request, f"{base}/")
        if path.startswith(PROJECT_LINKS):
            # As it was sent: an encoded slash in an id stays encoded.
            return _redirect(request, base + _sent_path(request))
        raise NotFound(f"Nothing is served at {path[:200]}")
    name = path[len(base) + 1 :]
    found = files.built_files(files.FOLDER).get(name)
    if found is not None:
        return _answer(request, found)
    if name.startswith("assets/"):
        raise NotFound("The UI has no such file; reload the page.")
    page = files.page(base, files.FOLDER)
    if page is None:
        return Response(NOT_BUILT, 503, SECURITY, "text/html; charset=utf-8")
    return _answer(request, page)


router.add_route("/{path:outside_api}", open_page, methods=["GET"], include_in_schema=False)


def _answer(request: Request, file: File) -> Response:
    headers = SECURITY | {"Cache-Control": file.cache, "Vary": "Accept-Encoding"}
    if file.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.zipped, headers=headers, media_type=file.media_type)
    return Response(file.body, headers=headers, media_type=file.media_type)


def _redirect(request: Request, path: str) -> Response:
    query = request.url.query
    return RedirectResponse(f"{path}?{query}" if query else path, 307, SECURITY)


def _sent_path(request: Request) -> str:
    raw = request.scope.get("raw_path") or request.url.path.encode()
    path: str = raw.partition(b"?")[0].decode("latin-1")
    return "/" + path.lstrip("/")
