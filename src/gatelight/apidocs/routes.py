"""The server's own description: an OpenAPI document and a page to read it."""

from __future__ import annotations

from typing import Any

import yaml
from fastapi import APIRouter, FastAPI, Request, Response

from gatelight.apidocs.page import CONTENT_SECURITY_POLICY, render
from gatelight.errors import json_response

router = APIRouter(tags=["API description"])

YAML = "application/yaml"
_YAML_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {YAML: {"schema": {"type": "object"}}}, "description": "The document."}
}
_PAGE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "The page."}
}


@router.get("/api/public/openapi.json", summary="The OpenAPI document as JSON")
def get_openapi_json(request: Request) -> Response:
    """Describes every endpoint of this server, made from its code."""
    return json_response(_app(request).openapi())


@router.get(
    "/api/public/openapi.yml",
    summary="The OpenAPI document as YAML",
    response_class=Response,
    responses=_YAML_ANSWER,
)
@router.get("/generated/api/openapi.yml", include_in_schema=False)
def get_openapi_yaml(request: Request) -> Response:
    """The same document. It is also at `/generated/api/openapi.yml`, where Langfuse has its own."""
    app = _app(request)
    if not hasattr(app.state, "openapi_yaml"):
        app.state.openapi_yaml = yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True)
    return Response(app.state.openapi_yaml, media_type=YAML)


@router.get(
    "/api/public/docs",
    summary="The API as a page",
    response_class=Response,
    responses=_PAGE_ANSWER,
)
def get_page(request: Request) -> Response:
    """The OpenAPI document for people: one page without scripts that loads nothing."""
    app = _app(request)
    if not hasattr(app.state, "openapi_page"):
        app.state.openapi_page = render(app.openapi())
    return Response(
        app.state.openapi_page,
        media_type="text/html",
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
    )


def _app(request: Request) -> FastAPI:
    app: FastAPI = request.app
    return app
