"""The single-page UI under the base path, and the addresses SDKs print for traces and sessions.

Registered last: its one page route takes every GET outside `/api`.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gatelight.accounts.sessions import COOKIE
from gatelight.errors import NotFound
from gatelight.services import services_of
from gatelight.ui import files, first_call, list_routes
from gatelight.ui.annotation import routes as annotation_routes
from gatelight.ui.datasets import routes as dataset_routes
from gatelight.ui.files import NOT_BUILT, SECURITY, File
from gatelight.ui.first_requests import link_header, source_of
from gatelight.ui.prompts import routes as prompt_routes
from gatelight.ui.scores import routes as score_routes
from gatelight.ui.session import routes as session_routes
from gatelight.ui.trace import routes as trace_routes
from gatelight.ui.trace import shared_routes

LINKS = ("/project/", "/public/")
"""What SDKs print, and what people share: addresses that open without the base path, too."""


class OutsideApi(Convertor[str]):
    """Any path that is not of the API, so that the API's own 404 and 405 stay what they are."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("outside_api", OutsideApi())

router = APIRouter()
for pages in (
    list_routes,
    first_call,
    trace_routes,
    shared_routes,
    session_routes,
    prompt_routes,
    dataset_routes,
    score_routes,
    annotation_routes,
):
    router.include_router(pages.router)


def open_page(request: Request) -> Response:
    """A file of the UI, its page for every other address below the base path, or a redirect there
    from `/`, `/project/…` and `/public/…`. Raises NotFound elsewhere."""
    base = services_of(request).settings.base_path
    path = request.url.path
    if base and not path.startswith(f"{base}/"):
        if path in ("/", base):
            return _redirect(request, f"{base}/")
        if path.startswith(LINKS):
            # As it was sent: an encoded slash in an id stays encoded.
            return _redirect(request, base + _sent_path(request))
        raise NotFound(f"Nothing is served at {path[:200]}")
    name = path[len(base) + 1 :]
    if name in files.built_files(files.FOLDER):
        return _answer(request, files.built_file(files.FOLDER, name))
    if name.startswith("assets/"):
        raise NotFound("The UI has no such file; reload the page.")
    sent = _sent_path(request)[len(base) + 1 :]
    page = files.page(base, files.FOLDER, source_of(sent))
    if page is None:
        return Response(NOT_BUILT, 503, SECURITY, "text/html; charset=utf-8")
    found, headers = page
    logged_in = COOKIE in request.cookies
    if link := link_header(sent, request.url.query, logged_in=logged_in):
        headers["Link"] = link
    return _answer(request, found, headers)


router.add_route("/{path:outside_api}", open_page, methods=["GET"], include_in_schema=False)


def _answer(request: Request, file: File, security: dict[str, str] = SECURITY) -> Response:
    headers = security | {"Cache-Control": file.cache, "Vary": "Accept-Encoding"}
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
