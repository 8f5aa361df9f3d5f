"""The OpenAPI document of the server, generated from its routes.

Beyond what FastAPI derives: operation ids that follow from method and path alone (so they stay
stable when functions are renamed), the error answers of `gatelight.errors` in place of FastAPI's
own 422, and no schema nothing refers to.
"""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

METHODS = ("get", "head", "post", "put", "patch", "delete")

DESCRIPTION = """\
Everything the server answers: the Langfuse wire below `/api/public`, and the browser UI's own API.

Project data is read and written with a project's key pair as HTTP Basic credentials (public key as
user, secret key as password); organizations and their projects are managed with an organization's
key pair. Times are ISO 8601 in UTC, costs US dollars, durations seconds unless a field says
otherwise. Lists answer `{data, meta}`."""

_ERRORS = {
    "400": "The request cannot be understood; `error` is a name or a list of issues.",
    "401": "No or wrong credentials.",
    "403": "These credentials do not allow this.",
    "404": "Not found.",
    "405": "The path has no such method.",
    "409": "In conflict with what is stored.",
    "413": "The body is too large.",
    "422": "Understood, but it cannot be done.",
    "429": "Too many requests: come back after `Retry-After` seconds.",
    "503": "A store does not answer: come back after `Retry-After` seconds.",
}

_ISSUE = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "path": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["code", "message", "path"],
}

ERROR_SCHEMAS: dict[str, Any] = {
    "Issue": _ISSUE,
    "Error": {
        "type": "object",
        "properties": {
            "message": {"type": "string"},
            "error": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": "#/components/schemas/Issue"}},
                ]
            },
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Issue"}},
        },
        "required": ["message"],
    },
}


def operation_id(route: APIRoute) -> str:
    """`GET /api/public/v2/prompts/{prompt_name}` is `getV2PromptsByPromptName`."""
    method = min(route.methods or {"GET"}).lower()
    words = []
    for part in route.path_format.removeprefix("/api/public").removeprefix("/").split("/"):
        if part.startswith("{"):
            words.append("By")
        words += [word for word in re.split(r"[^A-Za-z0-9]+", part) if word]
    return method + "".join(word[0].upper() + word[1:] for word in words)


def install_openapi(app: FastAPI) -> None:
    """Make `app.openapi()` answer the document of this module, built once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def build(app: FastAPI) -> dict[str, Any]:
    """The document of `app`'s routes as JSON-ready data."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary="Tracing, prompts, datasets, scores and prices of LLM calls.",
        description=DESCRIPTION,
        routes=app.routes,
    )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    schemas |= ERROR_SCHEMAS
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                _describe_errors(operation, open_to_all=_is_open(path, operation))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return found


def _is_open(path: str, operation: dict[str, Any]) -> bool:
    """Needs no key and refuses nobody. The browser UI's API (a wrong password, another site) and
    addresses with a signature in them refuse people without naming a key."""
    named = "{" in path or not path.startswith("/api/public/")
    return not named and not operation.get("security")


def _describe_errors(operation: dict[str, Any], *, open_to_all: bool) -> None:
    """Errors a route describes itself (SCIM, `/unstable`) stay as they are."""
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
    if "default" in responses:
        return
    for status, text in _ERRORS.items():
        if status in responses or (status in ("401", "403") and open_to_all):
            continue
        responses[status] = {
            "description": text,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
